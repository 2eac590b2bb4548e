import type { LossCode } from '../child-tasks.ts'
import type { FailureCode } from '../failure.ts'
import type { UndoRefusalCode } from '../history.ts'
import type { RequestFailureCode } from '../ipc-contract.ts'
import type { NoteCode } from '../rows.ts'

/** Why something is as it is: a few words for a list, and a sentence or two that say the cause and what to do. */
export interface Reason {
  readonly title: string
  readonly sentence: string
}

type Reasons<Code extends string> = Readonly<Record<Code, Reason>>

const failuresEn: Reasons<FailureCode> = {
  'input-missing': {
    title: 'File is gone',
    sentence: 'There is no file at this path any more. Check whether it was moved, renamed or its drive removed.',
  },
  'input-unreadable': {
    title: 'Cannot be read',
    sentence: 'The system would not let Batchfit read this file. Check its permissions and the drive it is on.',
  },
  'input-not-a-file': {
    title: 'Not a file',
    sentence: 'This is a folder, a device or a link that leads nowhere. Add the pictures themselves, or their folder.',
  },
  'input-empty': {
    title: 'Empty file',
    sentence: 'The file has no content at all. Copy it again from where it came from.',
  },
  'input-too-large': {
    title: 'File too large',
    sentence:
      'The file is larger than 1 GB, which is more than is read. Save a smaller copy with another program first.',
  },
  'input-changed': {
    title: 'Changed meanwhile',
    sentence: 'The file changed while it was being worked on. Try again once the program that writes it has finished.',
  },
  'input-is-link': {
    title: 'A link',
    sentence:
      'The picture is a link, or has other names as well, so it is not replaced. Give the file itself, or allow links to be replaced.',
  },
  'name-unreadable': {
    title: 'Unreadable name',
    sentence: 'The name of the file is not valid text, so the file cannot be opened. Rename it and add it again.',
  },
  'not-a-picture': {
    title: 'Not a picture',
    sentence: 'The content is not that of any picture format, whatever the name says. Remove it from the list.',
  },
  'format-unsupported': {
    title: 'Format not supported',
    sentence: 'This picture format is not read by this version. Convert it to JPEG, PNG or TIFF first.',
  },
  'image-damaged': {
    title: 'Damaged picture',
    sentence: 'The picture is damaged or incomplete. Copy it again, or export it again from where it came from.',
  },
  'too-many-pixels': {
    title: 'Too many pixels',
    sentence: 'The picture has more than 268 million pixels, which is more than is opened. Split or shrink it first.',
  },
  'animation-unsupported': {
    title: 'Animation not possible',
    sentence:
      'This cannot be done to all frames of an animation. Choose a fixed crop position, or a format that keeps only the first frame.',
  },
  'output-exists': {
    title: 'File exists already',
    sentence: 'There is a file where the output would go, and it was left alone. Choose “Number the new file” for it.',
  },
  'output-clash': {
    title: 'Two want one name',
    sentence:
      'Another picture of this batch gets the same name in the same folder. Choose “Number the new file”, keep the folder tree, or add the folder or a number to the name.',
  },
  'output-is-input': {
    title: 'Would replace an original',
    sentence: 'The output would take the place of an original, which is never done. Choose another folder or name.',
  },
  'output-folder-unusable': {
    title: 'Folder cannot be used',
    sentence: 'Nothing can be written to the folder that was chosen. Choose another one, or check its permissions.',
  },
  'output-too-large': {
    title: 'Result too large',
    sentence: 'The result has more pixels a side than its format can hold. Choose a smaller size or another format.',
  },
  'target-unreachable': {
    title: 'Target size not reached',
    sentence:
      'Even at the lowest quality allowed, the file is larger than asked for. Choose a smaller size, a lower quality floor, or WebP or AVIF.',
  },
  'out-of-memory': {
    title: 'Out of memory',
    sentence: 'There was not enough memory for this picture. Do fewer pictures at once, or close other programs.',
  },
  'time-limit': {
    title: 'Took too long',
    sentence: 'The picture took longer than the time limit in the settings. Allow more, or choose a faster format.',
  },
  'worker-crashed': {
    title: 'Crashed twice',
    sentence:
      'The process that worked on this picture crashed, and again when it was tried alone. The file is probably damaged in an unusual way.',
  },
  'worker-killed': {
    title: 'Stopped from outside',
    sentence:
      'Something kept ending the process that worked on this picture, perhaps the system for lack of memory. Do fewer pictures at once.',
  },
  'workers-cannot-start': {
    title: 'Cannot start working',
    sentence: 'The processes that work on pictures end before they are ready. Install Batchfit again.',
  },
  cancelled: {
    title: 'Cancelled',
    sentence: 'The batch was ended before this picture was finished. Start again to do the rest.',
  },
  'output-unwritable': {
    title: 'Cannot be written',
    sentence: 'The system would not let Batchfit write there, or the folder is gone. Choose another folder.',
  },
  'disk-full': {
    title: 'Disk full',
    sentence: 'There is no space left where the outputs go. Free some and start again; what is finished stays.',
  },
  'volume-gone': {
    title: 'Disk or share gone',
    sentence: 'The disk or share with this folder is not there any more. Connect it again; what is finished stays.',
  },
  'original-not-kept': {
    title: 'Original could not be kept',
    sentence:
      'The file that was to be replaced could not be put in a safe place first, so it was left as it is. Check the drive and its free space.',
  },
  'commit-failed': {
    title: 'Could not be saved',
    sentence: 'The finished file could not be put in its place. Check the drive or share it goes to, and try again.',
  },
  'verify-failed': {
    title: 'Check failed',
    sentence:
      'The finished file was read back and was not what had been written, so nothing was kept of it. Check the drive.',
  },
  'internal-error': {
    title: 'Internal error',
    sentence: 'Something went wrong inside Batchfit. Please report it, with the details below.',
  },
}

const notesEn: Reasons<NoteCode> = {
  'exists-already': {
    title: 'Exists already',
    sentence: 'Every output of this picture is there already and is left alone.',
  },
  'some-exist-already': {
    title: 'Some exist already',
    sentence: 'Some outputs of this picture are there already and are left alone; the others are written.',
  },
  renamed: {
    title: 'Gets another name',
    sentence: 'The name was taken, so a number is added to it.',
  },
  'copied-if-not-smaller': {
    title: 'Copied if not smaller',
    sentence: 'If the new file does not become smaller, the original is copied instead.',
  },
  'skipped-if-not-smaller': {
    title: 'Only if smaller',
    sentence: 'If the new file does not become smaller, none is written.',
  },
  'not-smaller': {
    title: 'Would not be smaller',
    sentence: 'The new file would not have been smaller than the original, so none was written.',
  },
  'not-a-picture': {
    title: 'Not a picture',
    sentence: 'This file came along with its folder and is no picture, so it is passed over.',
  },
  'input-empty': {
    title: 'Empty file',
    sentence: 'This file came along with its folder and has no content, so it is passed over.',
  },
}

const lossesEn: Reasons<LossCode> = {
  'alpha-flattened': {
    title: 'Transparency filled',
    sentence: 'The format has no transparency, so it was filled with the background. WebP, PNG and AVIF keep it.',
  },
  'depth-reduced': {
    title: 'Fewer bits',
    sentence: 'The format holds fewer bits per colour than the source. PNG and TIFF hold 16.',
  },
  'animation-dropped': {
    title: 'Animation lost',
    sentence: 'Only the first frame was kept. WebP and GIF keep animations from WebP and GIF.',
  },
  'pages-dropped': {
    title: 'Pages lost',
    sentence: 'Only the first page of several was kept. Split the file first to have them all.',
  },
  'profile-converted': {
    title: 'Colours converted',
    sentence: 'The colour profile could not be kept, so the colours were converted to sRGB.',
  },
  'gain-map-dropped': {
    title: 'HDR lost',
    sentence: 'The brightness map for HDR screens was dropped. The picture looks as it does on an ordinary screen.',
  },
  'exif-dropped': {
    title: 'EXIF lost',
    sentence: 'Camera, date and other EXIF data could not be put into this format. JPEG, PNG and WebP hold it.',
  },
  'xmp-dropped': {
    title: 'XMP lost',
    sentence: 'Some or all of the XMP data (ratings, edits) could not be put into the output.',
  },
  'iptc-dropped': {
    title: 'IPTC lost',
    sentence: 'Captions and other IPTC data could not be put into this format. JPEG holds it.',
  },
  'vector-rasterised': {
    title: 'Vectors became pixels',
    sentence: 'The drawing was turned into pixels and cannot be enlarged without blur any more.',
  },
  'colours-reduced': {
    title: 'At most 256 colours',
    sentence: 'GIF holds at most 256 colours a frame, so the others were replaced by near ones.',
  },
  'metadata-unreadable': {
    title: 'Metadata damaged',
    sentence: 'The EXIF data of the source is damaged and was left out.',
  },
}

const requestsEn: Reasons<RequestFailureCode> = {
  'not-trusted': {
    title: 'Refused',
    sentence: 'The request did not come from the window of Batchfit, so nothing was done.',
  },
  'ill-typed': {
    title: 'Not understood',
    sentence: 'The request was not understood, so nothing was done. Please report it, with the details below.',
  },
  'not-now': {
    title: 'Not now',
    sentence: 'This is not possible at the moment. Wait for the batch to end, or cancel it.',
  },
  'no-such-row': {
    title: 'Row is gone',
    sentence: 'The picture is not in the list any more.',
  },
  'not-allowed': {
    title: 'Refused',
    sentence: 'Only files and folders that you have added, or that Batchfit has made, can be opened from here.',
  },
  'not-confirmed': {
    title: 'Not confirmed',
    sentence: 'Originals would be replaced, and that has to be confirmed first. Nothing was done.',
  },
  'no-such-batch': { title: 'Batch is gone', sentence: 'This batch is not in the history any more.' },
  'busy-elsewhere': {
    title: 'Busy elsewhere',
    sentence: 'Another Batchfit, perhaps on the command line, is working on this batch. Wait until it has finished.',
  },
  'no-journal': {
    title: 'No journal',
    sentence:
      'Batchfit cannot keep its journal at the moment, and without it this could not be taken back. Nothing was done.',
  },
  'not-usable': {
    title: 'Cannot be used',
    sentence: 'What was given cannot be used as it is. The details say why.',
  },
  system: {
    title: 'The system refused',
    sentence: 'A file could not be read, written or opened. The details say why.',
  },
  'internal-error': {
    title: 'Internal error',
    sentence: 'Something went wrong inside Batchfit. Please report it, with the details below.',
  },
}

const refusalsEn: Reasons<UndoRefusalCode> = {
  'output-changed': {
    title: 'Changed since',
    sentence:
      'The file was changed or replaced after the batch, so it stays. Remove it yourself if you do not want it.',
  },
  'source-gone': {
    title: 'Its original is gone',
    sentence: 'What this file was made of is gone or was changed, so it may be all that is left, and stays.',
  },
  'original-gone': {
    title: 'Original not found',
    sentence:
      'What was replaced is not where it was kept any more, or was changed there, so the file that replaced it stays.',
  },
  'place-taken': {
    title: 'Place taken',
    sentence: 'Another file stands where the original belongs. Move it away, and put the original back yourself.',
  },
  unfinished: {
    title: 'Never finished',
    sentence: 'This file was being written when Batchfit ended. Continue the batch first, then undo it.',
  },
  system: {
    title: 'The system refused',
    sentence: 'The file could not be read, moved or removed. Check its permissions and the drive it is on.',
  },
}

/** Every cause that the window may have to give; what the engine says of the very case stands beside it, as a detail. */
export const reasonsEn = {
  failures: failuresEn,
  notes: notesEn,
  losses: lossesEn,
  requests: requestsEn,
  refusals: refusalsEn,
}

const failuresZhCn: Reasons<FailureCode> = {
  'input-missing': {
    title: '文件已不存在',
    sentence: '这个路径下已经没有文件。请检查它是否被移动或改名，或者所在的磁盘是否已断开。',
  },
  'input-unreadable': {
    title: '无法读取',
    sentence: '系统不允许 Batchfit 读取这个文件。请检查文件权限和所在的磁盘。',
  },
  'input-not-a-file': {
    title: '不是文件',
    sentence: '这是文件夹、设备，或指向不存在目标的链接。请直接添加图片，或图片所在的文件夹。',
  },
  'input-empty': {
    title: '空文件',
    sentence: '文件中没有任何内容。请从原始来源重新复制。',
  },
  'input-too-large': {
    title: '文件过大',
    sentence: '文件超过 1 GB，超出可读取的上限。请先用其他程序另存为较小的副本。',
  },
  'input-changed': {
    title: '处理期间被更改',
    sentence: '处理过程中文件发生了变化。请等写入它的程序完成后再试。',
  },
  'input-is-link': {
    title: '链接文件',
    sentence: '这张图片是链接，或另有其他文件名，因此不会替换。请添加文件本身，或允许替换链接。',
  },
  'name-unreadable': {
    title: '文件名无法识别',
    sentence: '文件名不是有效的文本，因此无法打开。请改名后重新添加。',
  },
  'not-a-picture': {
    title: '不是图片',
    sentence: '无论文件名如何，其内容不属于任何图片格式。请将它从列表中移除。',
  },
  'format-unsupported': {
    title: '格式不受支持',
    sentence: '此版本无法读取这种图片格式。请先转换为 JPEG、PNG 或 TIFF。',
  },
  'image-damaged': {
    title: '图片已损坏',
    sentence: '图片已损坏或不完整。请重新复制，或从原始来源重新导出。',
  },
  'too-many-pixels': {
    title: '像素过多',
    sentence: '图片超过 2.68 亿像素，超出可打开的上限。请先将其拆分或缩小。',
  },
  'animation-unsupported': {
    title: '动画无法这样处理',
    sentence: '无法对动画的所有帧执行此操作。请选择固定的裁剪位置，或只保留第一帧的格式。',
  },
  'output-exists': {
    title: '文件已存在',
    sentence: '输出位置已有同名文件，未做改动。请选择“给新文件编号”。',
  },
  'output-clash': {
    title: '名称冲突',
    sentence:
      '本批次中另一张图片在同一文件夹中的输出名称相同。请选择“给新文件编号”，保留文件夹结构，或在名称中加入文件夹名或序号。',
  },
  'output-is-input': {
    title: '会覆盖原图',
    sentence: '输出会取代一张原图，Batchfit 绝不会这样做。请选择其他文件夹或名称。',
  },
  'output-folder-unusable': {
    title: '文件夹不可用',
    sentence: '无法写入所选的文件夹。请另选一个，或检查它的权限。',
  },
  'output-too-large': {
    title: '输出尺寸过大',
    sentence: '输出的边长超过该格式所能容纳的像素数。请选择较小的尺寸或其他格式。',
  },
  'target-unreachable': {
    title: '达不到目标大小',
    sentence: '即使用允许的最低质量，文件仍大于所要求的大小。请减小尺寸、降低质量下限，或改用 WebP 或 AVIF。',
  },
  'out-of-memory': {
    title: '内存不足',
    sentence: '内存不足以处理这张图片。请减少同时处理的图片数，或关闭其他程序。',
  },
  'time-limit': {
    title: '耗时过长',
    sentence: '处理这张图片的时间超过了设置中的上限。请延长时限，或选择更快的格式。',
  },
  'worker-crashed': {
    title: '两次崩溃',
    sentence: '处理这张图片的进程崩溃了，单独重试时再次崩溃。文件很可能以罕见的方式损坏。',
  },
  'worker-killed': {
    title: '被外部终止',
    sentence: '处理这张图片的进程多次被外部终止，可能是系统内存不足。请减少同时处理的图片数。',
  },
  'workers-cannot-start': {
    title: '无法开始处理',
    sentence: '处理图片的进程在就绪之前就已退出。请重新安装 Batchfit。',
  },
  cancelled: {
    title: '已取消',
    sentence: '这张图片完成之前批次已被结束。重新开始即可处理其余图片。',
  },
  'output-unwritable': {
    title: '无法写入',
    sentence: '系统不允许 Batchfit 写入该处，或文件夹已不存在。请选择其他文件夹。',
  },
  'disk-full': {
    title: '磁盘已满',
    sentence: '输出位置没有剩余空间。请腾出空间后重新开始；已完成的文件会保留。',
  },
  'volume-gone': {
    title: '磁盘或共享已断开',
    sentence: '此文件夹所在的磁盘或共享已不存在。请重新连接；已完成的文件会保留。',
  },
  'original-not-kept': {
    title: '无法保留原文件',
    sentence: '要替换的文件无法先移到安全的位置，因此保持原样。请检查磁盘及其剩余空间。',
  },
  'commit-failed': {
    title: '未能保存',
    sentence: '完成的文件未能放到目标位置。请检查目标磁盘或共享文件夹，然后重试。',
  },
  'verify-failed': {
    title: '校验失败',
    sentence: '重新读取完成的文件时，内容与写入的不一致，因此没有保留。请检查磁盘。',
  },
  'internal-error': {
    title: '内部错误',
    sentence: 'Batchfit 内部出现问题。请附上下方的详细信息进行反馈。',
  },
}

const notesZhCn: Reasons<NoteCode> = {
  'exists-already': { title: '已存在', sentence: '这张图片的所有输出都已存在，不做改动。' },
  'some-exist-already': {
    title: '部分已存在',
    sentence: '这张图片的部分输出已存在，不做改动；其余的会照常写入。',
  },
  renamed: { title: '将使用其他名称', sentence: '原定名称已被占用，因此会在名称后加上编号。' },
  'copied-if-not-smaller': {
    title: '未变小则复制原图',
    sentence: '如果新文件没有变小，则改为复制原图。',
  },
  'skipped-if-not-smaller': { title: '变小才写入', sentence: '如果新文件没有变小，则不写入。' },
  'not-smaller': { title: '不会变小', sentence: '新文件不会比原图小，因此没有写入。' },
  'not-a-picture': { title: '不是图片', sentence: '这个文件随文件夹一起加入，但不是图片，因此被略过。' },
  'input-empty': { title: '空文件', sentence: '这个文件随文件夹一起加入，但没有内容，因此被略过。' },
}

const lossesZhCn: Reasons<LossCode> = {
  'alpha-flattened': {
    title: '透明部分已填充',
    sentence: '该格式不支持透明，因此已用背景色填充。WebP、PNG 和 AVIF 可以保留透明。',
  },
  'depth-reduced': {
    title: '位深降低',
    sentence: '该格式每种颜色的位数少于源文件。PNG 和 TIFF 可以保存 16 位。',
  },
  'animation-dropped': {
    title: '动画丢失',
    sentence: '只保留了第一帧。WebP 和 GIF 之间可以保留动画。',
  },
  'pages-dropped': {
    title: '页面丢失',
    sentence: '多页中只保留了第一页。如需全部页面，请先拆分文件。',
  },
  'profile-converted': {
    title: '颜色已转换',
    sentence: '颜色配置文件无法保留，因此颜色已转换为 sRGB。',
  },
  'gain-map-dropped': {
    title: 'HDR 丢失',
    sentence: '用于 HDR 屏幕的亮度信息已丢弃。图片看起来与在普通屏幕上一样。',
  },
  'exif-dropped': {
    title: 'EXIF 丢失',
    sentence: '相机、日期等 EXIF 数据无法写入该格式。JPEG、PNG 和 WebP 可以保存。',
  },
  'xmp-dropped': {
    title: 'XMP 丢失',
    sentence: '部分或全部 XMP 数据（评级、编辑记录）无法写入输出文件。',
  },
  'iptc-dropped': {
    title: 'IPTC 丢失',
    sentence: '说明文字等 IPTC 数据无法写入该格式。JPEG 可以保存。',
  },
  'vector-rasterised': {
    title: '矢量已变为像素',
    sentence: '图形已转换为像素，再放大会变模糊。',
  },
  'colours-reduced': {
    title: '最多 256 色',
    sentence: 'GIF 每帧最多 256 种颜色，其余颜色已用相近颜色代替。',
  },
  'metadata-unreadable': {
    title: '元数据已损坏',
    sentence: '源文件的 EXIF 数据已损坏，因此没有写入。',
  },
}

const requestsZhCn: Reasons<RequestFailureCode> = {
  'not-trusted': { title: '已拒绝', sentence: '请求并非来自 Batchfit 的窗口，因此未执行任何操作。' },
  'ill-typed': {
    title: '无法理解',
    sentence: '请求无法理解，因此未执行任何操作。请附上下方的详细信息进行反馈。',
  },
  'not-now': { title: '现在不行', sentence: '目前无法执行此操作。请等待批次结束，或将其取消。' },
  'no-such-row': { title: '该行已不存在', sentence: '这张图片已不在列表中。' },
  'not-allowed': {
    title: '已拒绝',
    sentence: '从这里只能打开您添加的，或由 Batchfit 生成的文件和文件夹。',
  },
  'not-confirmed': { title: '未确认', sentence: '这会替换原文件，必须先确认。未执行任何操作。' },
  'no-such-batch': { title: '批次已不存在', sentence: '历史记录中已没有这个批次。' },
  'busy-elsewhere': {
    title: '正在别处处理',
    sentence: '另一个 Batchfit（可能在命令行中）正在处理这个批次。请等它完成。',
  },
  'no-journal': { title: '没有日志', sentence: 'Batchfit 目前无法写入日志，没有日志就无法撤销。未执行任何操作。' },
  'not-usable': { title: '无法使用', sentence: '所提供的内容无法直接使用。原因见详细信息。' },
  system: { title: '系统拒绝', sentence: '有文件无法读取、写入或打开。原因见详细信息。' },
  'internal-error': {
    title: '内部错误',
    sentence: 'Batchfit 内部出现问题。请附上下方的详细信息进行反馈。',
  },
}

const refusalsZhCn: Reasons<UndoRefusalCode> = {
  'output-changed': {
    title: '之后有更改',
    sentence: '批处理之后这个文件被更改或替换过，因此保留。如不需要，请自行删除。',
  },
  'source-gone': { title: '原图已不存在', sentence: '这个文件的来源已不存在或被更改，它可能是唯一的一份，因此保留。' },
  'original-gone': {
    title: '找不到原文件',
    sentence: '被替换的文件已不在保存的位置，或在那里被更改过，因此替换它的文件保留。',
  },
  'place-taken': { title: '位置被占用', sentence: '原文件的位置上有另一个文件。请移走它，再自行放回原文件。' },
  unfinished: { title: '未完成', sentence: 'Batchfit 退出时正在写入这个文件。请先继续这个批次，再撤销。' },
  system: { title: '系统拒绝', sentence: '文件无法读取、移动或删除。请检查文件权限和所在的磁盘。' },
}

export const reasonsZhCn: typeof reasonsEn = {
  failures: failuresZhCn,
  notes: notesZhCn,
  losses: lossesZhCn,
  requests: requestsZhCn,
  refusals: refusalsZhCn,
}
