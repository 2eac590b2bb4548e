import { assertNever } from '../assert-never.ts'
import type { BuiltInPresetId } from '../built-in-presets.ts'
import type { Recipe, Resize } from '../recipe.ts'
import type { kernels, NameToken, positions } from '../recipe-choices.ts'
import type { RecipeProblem } from '../recipe-problem.ts'

type Words<Key extends string> = Readonly<Record<Key, string>>
type Output = Recipe['outputs'][number]
type Chroma = Extract<Output['format'], { readonly type: 'jpeg' }>['chroma']
type TiffCompression = Extract<Output['format'], { readonly type: 'tiff' }>['compression']

const presetsEn: Words<BuiltInPresetId> = {
  'web-large': 'Web, large',
  'web-small': 'Web, small',
  email: 'Email',
  thumbnail: 'Thumbnail',
  'social-square': 'Social, square',
  print: 'Print',
  'compress-only': 'Compress only',
}

const presetHintsEn: Words<BuiltInPresetId> = {
  'web-large': '2048 px, WebP',
  'web-small': '1024 px, WebP',
  email: '1600 px, JPEG below 1 MB',
  thumbnail: '320 px, JPEG',
  'social-square': '1080 × 1080 px, cropped',
  print: '4961 px (A3 at 300 dpi), best quality',
  'compress-only': 'Same size and format, fewer bytes',
}

const modesEn: Words<Resize['mode']> = {
  'longest-side': 'Longest side',
  'shortest-side': 'Shortest side',
  fit: 'Fit inside',
  fill: 'Fill and crop',
  pad: 'Fit and pad',
  stretch: 'Stretch',
  percent: 'Percent',
  megapixels: 'Megapixels',
  none: 'Keep the size',
}

const modeHintsEn: Words<Resize['mode']> = {
  'longest-side': 'Width or height, whichever is longer',
  'shortest-side': 'Width or height, whichever is shorter',
  fit: 'As large as a box allows, nothing cut off',
  fill: 'Exactly a box, what is outside is cut off',
  pad: 'Exactly a box, with a border where needed',
  stretch: 'Exactly a box, out of proportion',
  percent: 'A share of the original width and height',
  megapixels: 'As many pixels in all',
  none: 'Only the format or the quality changes',
}

const positionsEn: Words<(typeof positions)[number]> = {
  centre: 'Centre',
  top: 'Top',
  'right top': 'Top right',
  right: 'Right',
  'right bottom': 'Bottom right',
  bottom: 'Bottom',
  'left bottom': 'Bottom left',
  left: 'Left',
  'left top': 'Top left',
  attention: 'What catches the eye',
  entropy: 'Where most detail is',
}

const kernelsEn: Words<(typeof kernels)[number]> = {
  lanczos3: 'Lanczos 3',
  lanczos2: 'Lanczos 2',
  mitchell: 'Mitchell',
  cubic: 'Cubic',
  linear: 'Linear',
  nearest: 'Nearest',
  mks2013: 'Magic Kernel Sharp 2013',
  mks2021: 'Magic Kernel Sharp 2021',
}

const kernelHintsEn: Words<(typeof kernels)[number]> = {
  lanczos3: 'Sharp; right for photos',
  lanczos2: 'Sharp, with less ringing at edges',
  mitchell: 'Soft and smooth',
  cubic: 'Fairly sharp',
  linear: 'Softest, quickest',
  nearest: 'Hard pixels, for pixel art',
  mks2013: 'Very sharp',
  mks2021: 'Very sharp and most exact',
}

const formatsEn: Words<Output['format']['type']> = {
  keep: 'As the original',
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  avif: 'AVIF',
  gif: 'GIF',
  tiff: 'TIFF',
}

const formatHintsEn: Words<Output['format']['type']> = {
  keep: 'SVG becomes PNG',
  jpeg: 'Opens everywhere; no transparency',
  png: 'Lossless; for graphics and screenshots',
  webp: 'Smaller than JPEG; every browser shows it',
  avif: 'Smallest; slow to make, newer programs only',
  gif: 'At most 256 colours; for simple animations',
  tiff: 'Lossless; for print and archives',
}

const tokensEn: Words<NameToken> = {
  name: 'Name',
  ext: 'Extension',
  w: 'Width',
  h: 'Height',
  parent: 'Folder',
  date: 'Date taken',
  seq: 'Number',
  output: 'Label',
}

const tokenHintsEn: Words<NameToken> = {
  name: 'Name of the original without its extension',
  ext: 'Extension of the new file; added by itself where it is left out',
  w: 'Width of the new picture in pixels',
  h: 'Height of the new picture in pixels',
  parent: 'Name of the folder the original is in',
  date: 'Day the picture was taken, else of its last change',
  seq: 'Running number; {seq:4} has four digits',
  output: 'Label of this output',
}

/** What is wrong with a recipe, for a person. */
function problemEn({ code, subject }: RecipeProblem): string {
  switch (code) {
    case 'name-brace-alone':
      return `The brace ${subject} has no partner. Write ${subject}${subject} for the character itself.`
    case 'name-token-unknown':
      return `${subject} is not known. Use one of the tokens below.`
    case 'name-not-unique':
      return 'Every file would get the same name. Add {name} or {seq}.'
    case 'name-taken':
      return `Output ${subject} would have the same name. Add {w}, {h} or {output}.`
    case 'target-without-quality':
      return 'This format has no quality that could be lowered to reach a size. Choose JPEG, WebP or AVIF.'
    case 'target-lossless':
      return 'A lossless file cannot be made to fit a size. Turn one of the two off.'
    case 'folder-name-unusable':
      return `Not every system allows this folder name. “${subject}” would do.`
    case 'replace-one-output':
      return 'An original can have one replacement only. Keep one output, or choose another place for them.'
    case 'replace-plain-name':
      return 'A replacement has the name of its original. Set the name to {name}.'
    default:
      return assertNever(code)
  }
}

function problemZhCn({ code, subject }: RecipeProblem): string {
  switch (code) {
    case 'name-brace-alone':
      return `花括号 ${subject} 没有配对。要写这个字符本身，请写成 ${subject}${subject}。`
    case 'name-token-unknown':
      return `无法识别 ${subject}。请使用下方的占位符。`
    case 'name-not-unique':
      return '所有文件会得到相同的名称。请加入 {name} 或 {seq}。'
    case 'name-taken':
      return `与输出 ${subject} 的名称相同。请加入 {w}、{h} 或 {output}。`
    case 'target-without-quality':
      return '此格式没有可降低的质量，无法压到指定大小。请选择 JPEG、WebP 或 AVIF。'
    case 'target-lossless':
      return '无损文件无法压到指定大小。请关闭其中一项。'
    case 'folder-name-unusable':
      return `并非所有系统都允许此文件夹名。可以用“${subject}”。`
    case 'replace-one-output':
      return '一个原文件只能有一个替换文件。请只保留一个输出，或选择其他位置。'
    case 'replace-plain-name':
      return '替换文件沿用原文件的名称。请将名称设为 {name}。'
    default:
      return assertNever(code)
  }
}

/** A quality in words. The same number means something else in every format, so the words do not follow the number alone. */
type QualityWord = 'rough' | 'small' | 'web' | 'high' | 'fine' | 'best'

const qualityEn: Words<QualityWord> = {
  rough: 'rough: faults are easy to see',
  small: 'small files, some faults in fine detail',
  web: 'good for the web',
  high: 'high: faults are hard to find',
  fine: 'very high: for print and further editing',
  best: 'nearly lossless, large files',
}

const qualityZhCn: Words<QualityWord> = {
  rough: '粗糙，瑕疵明显',
  small: '文件小，细节略有损失',
  web: '适合网页',
  high: '高质量，瑕疵难以察觉',
  fine: '很高，适合打印和后期编辑',
  best: '接近无损，文件较大',
}

export const recipeEn = {
  title: 'Recipe',
  /** An output in a line: its size, its format and the like. */
  inLine: (parts: readonly string[]) => parts.join(', '),
  presets: presetsEn,
  presetHints: presetHintsEn,
  preset: {
    label: 'Preset',
    custom: 'Custom',
    changed: 'changed',
    builtIn: 'Built in',
    own: 'Your presets',
    menu: 'Preset actions',
    revert: (name: string) => `Back to “${name}”`,
    saveAs: 'Save as preset…',
    update: (name: string) => `Update “${name}”`,
    rename: 'Rename…',
    delete: 'Delete…',
    importFile: 'Import recipe…',
    exportFile: 'Export recipe…',
    copyAsCommand: 'Copy as command',
    saved: (name: string) => `Saved as “${name}”`,
    updated: (name: string) => `“${name}” updated`,
    deleted: (name: string) => `“${name}” deleted`,
    imported: (name: string) => `Recipe “${name}” loaded`,
    exported: (path: string) => `Saved to ${path}`,
    copied: (command: string) => `Copied: ${command}`,
    fileName: 'Recipe',
  },
  outputs: {
    label: 'Outputs',
    add: 'Add another output',
    addHint: 'Writes one more file for every picture, in another size or format',
    menu: 'Output actions',
    duplicate: 'Duplicate',
    remove: 'Remove',
    full: 'A recipe has at most 20 outputs',
    forAll: 'For all outputs',
  },
  size: {
    title: 'Size',
    mode: 'Resize by',
    modes: modesEn,
    modeHints: modeHintsEn,
    side: 'Length',
    width: 'Width',
    height: 'Height',
    box: 'Box (px)',
    percent: 'Share',
    megapixels: 'Pixels',
    px: 'px',
    mp: 'MP',
    swap: 'Swap width and height',
    neverEnlarge: 'Never enlarge',
    neverEnlargeHint: 'Smaller pictures keep their size',
    neverEnlargePadHint: 'Smaller pictures keep their size inside the border',
    position: 'Keep in view',
    positions: positionsEn,
    background: 'Border',
    advanced: 'Advanced',
    kernel: 'Method',
    kernels: kernelsEn,
    kernelHints: kernelHintsEn,
    linearLight: 'Linear light',
    linearLightHint: 'Truer for fine bright detail; slower',
    example: (name: string) => `For example ${name}`,
    summary: (resize: Resize): string => sizeSummary(resize, modesEn),
  },
  format: {
    title: 'Format',
    label: 'Save as',
    formats: formatsEn,
    formatHints: formatHintsEn,
    quality: 'Quality',
    qualityUpTo: 'Quality, at most',
    qualityWords: qualityEn,
    ownQuality: 'One quality for all formats',
    ownQualityOffHint: 'Each has its own: JPEG 82, WebP 80, AVIF 50',
    ownQualityOnHint: 'The same number looks different in every format',
    lossless: 'Lossless',
    losslessHint: 'Every pixel stays as it is; much larger files',
    losslessKeepHint: 'For WebP and AVIF: every pixel stays as it is',
    effort: 'Effort',
    effortWords: {
      low: 'quick, somewhat larger',
      middle: 'balanced',
      high: 'slow, somewhat smaller',
    },
    chroma: 'Colour detail',
    chromas: {
      auto: 'Automatic',
      '4:2:0': 'Half (4:2:0)',
      '4:4:4': 'Full (4:4:4)',
    } satisfies Words<Chroma>,
    chromaHints: {
      auto: 'Full from quality 90, half below',
      '4:2:0': 'Smaller files, right for photos',
      '4:4:4': 'For text and red lines',
    } satisfies Words<Chroma>,
    progressive: 'Progressive',
    progressiveHint: 'Shows a coarse picture first while it loads',
    mozjpeg: 'MozJPEG',
    mozjpegHint: 'About 20 % smaller, takes almost three times as long',
    compression: 'Compression',
    compressionWords: {
      low: 'quick, larger',
      middle: 'balanced',
      high: 'slow, smaller',
    },
    tiffCompressions: {
      deflate: 'Deflate',
      lzw: 'LZW',
      none: 'None',
    } satisfies Words<TiffCompression>,
    tiffCompressionHints: {
      deflate: 'Smallest',
      lzw: 'Opens in old programs too',
      none: 'Quickest, large',
    } satisfies Words<TiffCompression>,
    colours: 'Colours',
    target: 'Stay below a size',
    targetHint: 'Searches the best quality that fits; takes several times as long',
    targetBytes: 'Size of a file',
    targetUnit: 'Unit',
    kb: 'kB',
    mb: 'MB',
    floor: 'Quality, at least',
    floorHint: 'A file that does not fit even so is reported as failed',
    summary: (format: string, quality: number | null, isLossless: boolean, target: string | null): string =>
      [
        format,
        isLossless ? 'lossless' : quality === null ? null : `quality ${String(quality)}`,
        target === null ? null : `below ${target}`,
      ]
        .filter((part) => part !== null)
        .join(', '),
  },
  carry: {
    title: 'Metadata and colour',
    metadata: 'Metadata',
    metadatas: { keep: 'Keep', private: 'Private', strip: 'None' } satisfies Words<Output['metadata']>,
    metadataHints: {
      keep: 'Everything stays: camera, date, place, copyright, captions.',
      private: 'Place, serial numbers and embedded previews go. Copyright, dates, camera and lens stay.',
      strip: 'All of it goes. Pictures still stand upright.',
    } satisfies Words<Output['metadata']>,
    colour: 'Colours',
    colours: { keep: 'Keep', srgb: 'To sRGB' } satisfies Words<Output['colour']>,
    colourHints: {
      keep: 'The colour profile travels along; colours stay exact.',
      srgb: 'Looks right everywhere, also where profiles are ignored. Very vivid colours may become duller.',
    } satisfies Words<Output['colour']>,
    background: 'Background',
    backgroundHint: 'Behind transparent parts where the format has none, and around a padded picture.',
    dates: 'File date',
    datesChoices: { keep: 'Of the original', now: 'Now' } satisfies Words<Recipe['dates']>,
    summaryOf: {
      keep: 'metadata kept',
      private: 'private',
      strip: 'no metadata',
    } satisfies Words<Output['metadata']>,
    summaryColour: { keep: 'profile kept', srgb: 'sRGB' } satisfies Words<Output['colour']>,
  },
  place: {
    title: 'Where to and name',
    forAll: 'Where to, for all outputs',
    destination: 'Save in',
    kinds: {
      subfolder: 'Subfolder',
      folder: 'One folder',
      beside: 'Same folder',
    } satisfies Words<Recipe['destination']['kind']>,
    kindHints: {
      subfolder: 'A folder of this name beside each original.',
      folder: 'Everything goes into one folder.',
      beside: 'Next to each original, which stays as it is.',
    } satisfies Words<Recipe['destination']['kind']>,
    subfolderName: 'Folder name',
    folderPath: 'Folder',
    folderPathFault: 'Give the whole path, from the drive or the root.',
    folderNameEmpty: 'Give the folder a name.',
    choose: 'Choose…',
    tree: 'Subfolders',
    trees: { mirror: 'Keep', flat: 'Flatten' } satisfies Words<Recipe['tree']>,
    treeHints: {
      mirror: 'Folders are made again below this one.',
      flat: 'No folders below this one; equal names are told apart.',
    } satisfies Words<Recipe['tree']>,
    name: 'File name',
    nameEmpty: 'Give the file a name.',
    tokens: tokensEn,
    tokenHints: tokenHintsEn,
    insertToken: 'Insert into the name',
    outputLabel: 'Label',
    outputLabelHint: 'Stands for {output} in the name.',
    onExisting: 'If it exists',
    onExistings: {
      rename: 'Number the new file',
      skip: 'Leave it, skip',
      overwrite: 'Overwrite it',
    } satisfies Words<Recipe['onExisting']>,
    onExistingHints: {
      rename: 'photo.jpg, photo (2).jpg, …',
      skip: 'What is there stays; nothing is written.',
      overwrite: 'What is there is replaced; undoing the batch brings it back. An original is never replaced.',
    } satisfies Words<Recipe['onExisting']>,
    whenNotSmaller: 'If not smaller',
    whenNotSmallers: {
      write: 'Write it anyway',
      'copy-original': 'Copy the original',
      skip: 'Write nothing',
    } satisfies Words<Recipe['whenNotSmaller']>,
    whenNotSmallerHint: 'Counts where neither size nor format changes.',
    summary: (where: string, name: string) => `${where}, ${name}`,
  },
  preview: {
    title: 'Result',
    none: 'Add pictures to see here what becomes of them.',
    reading: 'Reading the picture…',
    notWritten: 'Nothing is written for this one.',
    about: (size: string) => `about ${size}`,
  },
  problemInside: 'Something is wrong in here',
  problem: problemEn,
  controls: {
    notANumber: (kept: string) => `That is no number; ${kept} stays.`,
    smallestIs: (value: string) => `${value} is the smallest.`,
    largestIs: (value: string) => `${value} is the largest.`,
    pickColour: 'Pick a colour',
    notAColour: 'A colour looks like #ffffff, or #ffffff00 with transparency.',
    opacity: 'Opacity',
  },
}

function sizeSummary(resize: Resize, modes: Words<Resize['mode']>): string {
  switch (resize.mode) {
    case 'none':
      return modes.none
    case 'longest-side':
    case 'shortest-side':
      return `${modes[resize.mode]} ${String(resize.size)} px`
    case 'percent':
      return `${String(resize.percent)} %`
    case 'megapixels':
      return `${String(resize.megapixels)} MP`
    case 'fit':
    case 'fill':
    case 'pad':
    case 'stretch':
      return `${modes[resize.mode]} ${String(resize.width)} × ${String(resize.height)} px`
    default:
      return assertNever(resize)
  }
}

const modesZhCn: Words<Resize['mode']> = {
  'longest-side': '最长边',
  'shortest-side': '最短边',
  fit: '适应方框',
  fill: '填满并裁剪',
  pad: '适应并留边',
  stretch: '拉伸',
  percent: '百分比',
  megapixels: '像素总数',
  none: '保持尺寸',
}

export const recipeZhCn: typeof recipeEn = {
  title: '方案',
  inLine: (parts) => parts.join('，'),
  presets: {
    'web-large': '网页大图',
    'web-small': '网页小图',
    email: '电子邮件',
    thumbnail: '缩略图',
    'social-square': '社交方图',
    print: '打印',
    'compress-only': '仅压缩',
  },
  presetHints: {
    'web-large': '2048 px，WebP',
    'web-small': '1024 px，WebP',
    email: '1600 px，JPEG，不超过 1 MB',
    thumbnail: '320 px，JPEG',
    'social-square': '1080 × 1080 px，裁剪',
    print: '4961 px（A3，300 dpi），最佳质量',
    'compress-only': '尺寸和格式不变，文件更小',
  },
  preset: {
    label: '预设',
    custom: '自定义',
    changed: '已修改',
    builtIn: '内置',
    own: '我的预设',
    menu: '预设操作',
    revert: (name) => `恢复为“${name}”`,
    saveAs: '存为预设…',
    update: (name) => `更新“${name}”`,
    rename: '重命名…',
    delete: '删除…',
    importFile: '导入方案…',
    exportFile: '导出方案…',
    copyAsCommand: '复制为命令',
    saved: (name) => `已存为“${name}”`,
    updated: (name) => `已更新“${name}”`,
    deleted: (name) => `已删除“${name}”`,
    imported: (name) => `已载入方案“${name}”`,
    exported: (path) => `已保存到 ${path}`,
    copied: (command) => `已复制：${command}`,
    fileName: '方案',
  },
  outputs: {
    label: '输出',
    add: '再添加一个输出',
    addHint: '为每张图片多写一个文件，可用不同的尺寸或格式',
    menu: '输出操作',
    duplicate: '复制一份',
    remove: '移除',
    full: '一个方案最多 20 个输出',
    forAll: '所有输出',
  },
  size: {
    title: '尺寸',
    mode: '缩放方式',
    modes: modesZhCn,
    modeHints: {
      'longest-side': '宽和高中较长的一边',
      'shortest-side': '宽和高中较短的一边',
      fit: '在方框内尽量大，不裁剪',
      fill: '正好填满方框，超出部分裁掉',
      pad: '正好等于方框，不足处加边',
      stretch: '正好等于方框，不保持比例',
      percent: '按原宽高的比例',
      megapixels: '按像素总数',
      none: '只改变格式或质量',
    },
    side: '长度',
    width: '宽',
    height: '高',
    box: '方框 (px)',
    percent: '比例',
    megapixels: '像素',
    px: 'px',
    mp: 'MP',
    swap: '交换宽和高',
    neverEnlarge: '不放大',
    neverEnlargeHint: '较小的图片保持原尺寸',
    neverEnlargePadHint: '较小的图片在边框内保持原尺寸',
    position: '保留部分',
    positions: {
      centre: '中间',
      top: '上',
      'right top': '右上',
      right: '右',
      'right bottom': '右下',
      bottom: '下',
      'left bottom': '左下',
      left: '左',
      'left top': '左上',
      attention: '最醒目处',
      entropy: '细节最多处',
    },
    background: '边框颜色',
    advanced: '高级',
    kernel: '算法',
    kernels: { ...kernelsEn, linear: '线性', nearest: '最近邻', cubic: '三次' },
    kernelHints: {
      lanczos3: '清晰，适合照片',
      lanczos2: '清晰，边缘振铃较少',
      mitchell: '柔和平滑',
      cubic: '较清晰',
      linear: '最柔和，最快',
      nearest: '硬像素，适合像素画',
      mks2013: '非常清晰',
      mks2021: '非常清晰，最精确',
    },
    linearLight: '线性光',
    linearLightHint: '明亮的细节更真实，但更慢',
    example: (name) => `例如 ${name}`,
    summary: (resize) => sizeSummary(resize, modesZhCn),
  },
  format: {
    title: '格式',
    label: '保存为',
    formats: { ...formatsEn, keep: '与原图相同' },
    formatHints: {
      keep: 'SVG 会存为 PNG',
      jpeg: '到处都能打开，不支持透明',
      png: '无损，适合图形和截图',
      webp: '比 JPEG 小，所有浏览器都支持',
      avif: '最小，但较慢，需要较新的程序',
      gif: '最多 256 色，适合简单动画',
      tiff: '无损，适合印刷和存档',
    },
    quality: '质量',
    qualityUpTo: '最高质量',
    qualityWords: qualityZhCn,
    ownQuality: '所有格式用同一质量',
    ownQualityOffHint: '各格式用自己的默认值：JPEG 82、WebP 80、AVIF 50',
    ownQualityOnHint: '同一数字在不同格式中效果不同',
    lossless: '无损',
    losslessHint: '像素完全不变，文件大得多',
    losslessKeepHint: '用于 WebP 和 AVIF：像素完全不变',
    effort: '压缩力度',
    effortWords: { low: '快，文件略大', middle: '均衡', high: '慢，文件略小' },
    chroma: '色彩细节',
    chromas: { auto: '自动', '4:2:0': '减半 (4:2:0)', '4:4:4': '完整 (4:4:4)' },
    chromaHints: {
      auto: '质量 90 起完整，以下减半',
      '4:2:0': '文件更小，适合照片',
      '4:4:4': '适合文字和红色线条',
    },
    progressive: '渐进式',
    progressiveHint: '加载时先显示粗略的图像',
    mozjpeg: 'MozJPEG',
    mozjpegHint: '约小 20%，耗时将近三倍',
    compression: '压缩',
    compressionWords: { low: '快，文件较大', middle: '均衡', high: '慢，文件较小' },
    tiffCompressions: { deflate: 'Deflate', lzw: 'LZW', none: '不压缩' },
    tiffCompressionHints: { deflate: '最小', lzw: '旧程序也能打开', none: '最快，文件大' },
    colours: '颜色数',
    target: '限制文件大小',
    targetHint: '查找能放下的最佳质量，耗时数倍',
    targetBytes: '文件大小',
    targetUnit: '单位',
    kb: 'kB',
    mb: 'MB',
    floor: '最低质量',
    floorHint: '仍放不下的文件会报告为失败',
    summary: (format, quality, isLossless, target) =>
      [
        format,
        isLossless ? '无损' : quality === null ? null : `质量 ${String(quality)}`,
        target === null ? null : `不超过 ${target}`,
      ]
        .filter((part) => part !== null)
        .join('，'),
  },
  carry: {
    title: '元数据与色彩',
    metadata: '元数据',
    metadatas: { keep: '保留', private: '保护隐私', strip: '全部移除' },
    metadataHints: {
      keep: '全部保留：相机、日期、位置、版权、说明。',
      private: '移除位置、序列号和内嵌预览；保留版权、日期、相机和镜头。',
      strip: '全部移除，图片方向仍然正确。',
    },
    colour: '色彩',
    colours: { keep: '保留', srgb: '转为 sRGB' },
    colourHints: {
      keep: '颜色配置文件随图保存，颜色精确不变。',
      srgb: '在任何地方都显示正常，即使程序忽略配置文件。非常鲜艳的颜色可能变淡。',
    },
    background: '背景',
    backgroundHint: '用于不支持透明的格式中的透明部分，以及留边的图片四周。',
    dates: '文件日期',
    datesChoices: { keep: '与原图相同', now: '当前时间' },
    summaryOf: { keep: '保留元数据', private: '保护隐私', strip: '无元数据' },
    summaryColour: { keep: '保留配置文件', srgb: 'sRGB' },
  },
  place: {
    title: '位置与名称',
    forAll: '所有输出的位置',
    destination: '保存到',
    kinds: { subfolder: '子文件夹', folder: '指定文件夹', beside: '原文件夹' },
    kindHints: {
      subfolder: '每张原图旁边的同名文件夹。',
      folder: '全部保存到一个文件夹。',
      beside: '保存在原图旁边，原图不变。',
    },
    subfolderName: '文件夹名',
    folderPath: '文件夹',
    folderPathFault: '请输入完整路径，从盘符或根目录开始。',
    folderNameEmpty: '请输入文件夹名。',
    choose: '选择…',
    tree: '子文件夹',
    trees: { mirror: '保留', flat: '合并' },
    treeHints: {
      mirror: '在此文件夹下重建来源的文件夹结构。',
      flat: '此文件夹下不再分文件夹，同名文件会加以区分。',
    },
    name: '文件名',
    nameEmpty: '请输入文件名。',
    tokens: {
      name: '名称',
      ext: '扩展名',
      w: '宽',
      h: '高',
      parent: '文件夹',
      date: '拍摄日期',
      seq: '序号',
      output: '标签',
    },
    tokenHints: {
      name: '原文件名，不含扩展名',
      ext: '新文件的扩展名；省略时自动添加',
      w: '新图片的宽度（像素）',
      h: '新图片的高度（像素）',
      parent: '原图所在文件夹的名称',
      date: '拍摄日期，没有时用修改日期',
      seq: '流水号；{seq:4} 为四位数',
      output: '此输出的标签',
    },
    insertToken: '插入到名称中',
    outputLabel: '标签',
    outputLabelHint: '在名称中代替 {output}。',
    onExisting: '若已存在',
    onExistings: { rename: '给新文件编号', skip: '保留并跳过', overwrite: '覆盖' },
    onExistingHints: {
      rename: 'photo.jpg、photo (2).jpg……',
      skip: '已有文件保留，不写入。',
      overwrite: '已有文件会被替换，撤销批次可将其恢复。原图永远不会被替换。',
    },
    whenNotSmaller: '若没有变小',
    whenNotSmallers: { write: '仍然写入', 'copy-original': '复制原图', skip: '不写入' },
    whenNotSmallerHint: '仅在尺寸和格式都不变时起作用。',
    summary: (where, name) => `${where}，${name}`,
  },
  preview: {
    title: '结果',
    none: '添加图片后，这里会显示处理结果。',
    reading: '正在读取图片…',
    notWritten: '这张图片不会写入文件。',
    about: (size) => `约 ${size}`,
  },
  problemInside: '这里有问题',
  problem: problemZhCn,
  controls: {
    notANumber: (kept) => `这不是数字，仍为 ${kept}。`,
    smallestIs: (value) => `最小为 ${value}。`,
    largestIs: (value) => `最大为 ${value}。`,
    pickColour: '选取颜色',
    notAColour: '颜色应形如 #ffffff，或带透明度的 #ffffff00。',
    opacity: '不透明度',
  },
}
