import type { RequestFailure } from '../ipc-contract.ts'
import type { RowState } from '../rows.ts'
import { reasonsZhCn } from './reasons.ts'

/** Counts and sizes come as they are; those with a word behind them bring their own formatting. */
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const wholeZhCn = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 0 })

/** "1 picture", "1,200 pictures". */
function counted(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`
}

function countedZhCn(count: number, words: string): string {
  return `${wholeZhCn.format(count)} ${words}`
}

const statesEn: Readonly<Record<RowState, string>> = {
  waiting: 'Waiting',
  reading: 'Reading',
  resizing: 'Resizing',
  saving: 'Saving',
  checking: 'Checking',
  done: 'Done',
  skipped: 'Skipped',
  failed: 'Failed',
}

const statesZhCn: Readonly<Record<RowState, string>> = {
  waiting: '等待中',
  reading: '读取中',
  resizing: '缩放中',
  saving: '保存中',
  checking: '校验中',
  done: '已完成',
  skipped: '已跳过',
  failed: '失败',
}

/** Main's own sentence is English already. */
function requestFailedEn({ message }: RequestFailure): string {
  return message
}

function requestFailedZhCn({ code, message, cause }: RequestFailure): string {
  if (cause !== undefined) return reasonsZhCn.failures[cause].sentence
  const { sentence } = reasonsZhCn.requests[code]
  // What the system said exactly is worth having, even in English.
  return code === 'system' || code === 'not-usable' ? `${sentence}（${message}）` : sentence
}

export const windowEn = {
  close: 'Close',
  places: {
    label: 'Places',
    batch: 'Batch',
    'watch-folders': 'Watch folders',
    history: 'History',
  },
  topBar: {
    search: 'Search name or folder',
    clearSearch: 'Clear the search',
    addFiles: 'Add files',
    addFolder: 'Add folder',
    settings: 'Settings',
  },
  empty: {
    title: 'Drop pictures or folders here',
    formats: 'JPEG, PNG, WebP, AVIF, GIF, TIFF and SVG',
    folders: 'Folders are taken with everything in them.',
    paste: (shortcut: string) => `Copied files or paths can be pasted with ${shortcut}.`,
    safe: 'Originals are never changed.',
    addFiles: 'Add files…',
    addFolder: 'Add a folder…',
  },
  drop: {
    title: 'Drop to add',
    hint: 'Files, and folders with everything in them',
  },
  importing: {
    looking: (found: number) => `Looking: ${counted(found, 'picture')} found…`,
    stop: 'Stop',
    stopLabel: 'Stop looking',
    leftOut: (parts: readonly string[]) => `Left out: ${parts.join(', ')}.`,
    hidden: (count: number) => `${whole.format(count)} hidden`,
    special: (count: number) => `${whole.format(count)} not a regular file`,
    repeated: (count: number) => `${whole.format(count)} in the list already`,
    dismiss: 'Close this message',
    nothingToPaste: 'There is no file or path to paste.',
    noPaths: 'What was dropped has no place on this computer, so it cannot be added.',
  },
  views: { label: 'What to show', pictures: 'Pictures', recipe: 'Recipe' },
  panel: { resize: 'Width of the recipe' },
  filters: {
    label: 'Show',
    all: 'All',
    waiting: 'Waiting',
    running: 'Running',
    done: 'Done',
    skipped: 'Skipped',
    failed: 'Failed',
    noted: 'With notes',
    selected: (count: number) => `${whole.format(count)} selected`,
    remove: 'Remove',
    removeLabel: (count: number) => `Remove ${counted(count, 'selected picture')} from the list`,
    clearList: 'Clear list',
    nothingMatches: 'No picture matches.',
    showAll: 'Show all',
  },
  columns: {
    label: 'Pictures',
    thumbnail: 'Preview',
    name: 'Name',
    folder: 'Folder',
    dimensions: 'Dimensions',
    size: 'Size',
    'new-size': 'New size',
    saving: 'Saving',
    state: 'State',
    ascending: (column: string) => `${column}: sort ascending`,
    descending: (column: string) => `${column}: sort descending`,
    unsorted: (column: string) => `${column}: back to the order of adding`,
  },
  row: {
    states: statesEn,
    willSkip: 'Will skip',
    willFail: 'Cannot write',
    renamed: 'New name, the old one is taken',
    noOp: 'Nothing to change',
    hasLosses: 'Not everything could be carried over',
    hasWarnings: 'With warnings',
    more: (count: number) => `+${whole.format(count)}`,
    estimatedProgress: (share: string) => `about ${share} of this picture, estimated`,
  },
  menu: {
    label: 'What to do with this picture',
    compare: 'Compare before and after',
    details: 'Details',
    showOriginal: 'Show original in its folder',
    openResult: 'Open result',
    showResult: 'Show result in its folder',
    copyPath: 'Copy path',
    retry: 'Try again',
    remove: 'Remove from the list',
    removeMany: (count: number) => `Remove ${counted(count, 'picture')} from the list`,
    retryMany: (count: number) => `Try ${counted(count, 'picture')} again`,
    copyPaths: (count: number) => `Copy ${counted(count, 'path')}`,
    copied: (count: number) =>
      count === 1 ? 'The path is on the clipboard.' : `${counted(count, 'path')} are on the clipboard.`,
    tooManyToCopy: 'These are too many paths for the clipboard.',
    keys: (isMac: boolean) =>
      isMac
        ? { compare: '↩', details: '⌥↩', remove: '⌫' }
        : { compare: 'Enter', details: 'Alt+Enter', remove: 'Delete' },
  },
  plan: {
    label: 'Plan',
    planning: (done: number, total: number) => `Planning: ${whole.format(done)} of ${whole.format(total)}`,
    write: (count: number) => `${whole.format(count)} to write`,
    renamed: (count: number) => `${whole.format(count)} renamed`,
    clashes: (count: number) => counted(count, 'clash', 'clashes'),
    skip: (count: number) => `${whole.format(count)} to skip`,
    refuse: (count: number) => `${whole.format(count)} cannot be written`,
    noOps: (count: number) => `${whole.format(count)} with nothing to change`,
    space: (needed: string, free: string) => `about ${needed} of ${free} free`,
    spaceUnknown: (needed: string) => `about ${needed}`,
    tooLittleSpace: (needed: string, free: string) => `about ${needed} needed, only ${free} free`,
    showPart: (part: string) => `${part}: show in the plan`,
    into: (folder: string) => `into ${folder}`,
  },
  footer: {
    label: 'Batch',
    pictures: (count: number) => counted(count, 'picture'),
    beforeAndAfter: (before: string, after: string) => `${before} → about ${after}`,
    start: 'Start',
    startAgain: 'Run again',
    tryIt: 'Try it on a few',
    pause: 'Pause',
    resume: 'Resume',
    cancel: 'Cancel',
    stopNow: 'Stop now',
    retryFailed: (count: number) => `Retry ${whole.format(count)} failed`,
    progress: 'Progress of the batch',
    ofTotal: (ended: number, total: number) => `${whole.format(ended)} of ${whole.format(total)}`,
    failed: (count: number) => `${whole.format(count)} failed`,
    skipped: (count: number) => `${whole.format(count)} skipped`,
    rate: (files: string, bytes: string) => `${files} pictures/s, ${bytes}/s`,
    timeLeft: (time: string) => `${time} left`,
    timeLeftUnknown: 'Working out the time left…',
    pausing: (count: number) => `Pausing: ${counted(count, 'picture')} being finished…`,
    paused: 'Paused',
    cancelling: (count: number) => `Cancelling: ${counted(count, 'picture')} being finished…`,
    reasons: {
      nothing: 'Add pictures to begin.',
      looking: 'Still looking for pictures.',
      problem: (problem: string) => `The recipe cannot be used: ${problem}`,
      nothingToWrite: 'Under this recipe nothing would be written.',
      allEnded: 'Every picture has had its turn.',
    },
  },
  summary: {
    done: (count: number) => `${whole.format(count)} done`,
    skipped: (count: number) => `${whole.format(count)} skipped`,
    failed: (count: number) => `${whole.format(count)} failed`,
    finished: (time: string) => `Finished in ${time}`,
    cancelled: (time: string) => `Cancelled after ${time}`,
    stopped: (reason: string) => `Stopped: ${reason}`,
    left: (count: number) => `${whole.format(count)} not begun`,
    sizes: (before: string, after: string) => `${before} → ${after}`,
    losses: (count: number) => `${counted(count, 'kind')} of loss`,
    lossesTitle: 'What could not be carried over',
    lossCount: (count: number) => `${counted(count, 'picture')}:`,
    report: 'Report',
    reportLabel: 'Export the report',
    csv: 'Export as CSV…',
    json: 'Export as JSON…',
    showResults: 'Show results',
    reportSaved: (path: string) => `The report is in ${path}.`,
    noResults: 'Nothing was written.',
  },
  live: {
    progress: (ended: number, total: number, failed: number) =>
      `${whole.format(ended)} of ${whole.format(total)}${failed > 0 ? `, ${whole.format(failed)} failed` : ''}`,
    ended: (done: number, skipped: number, failed: number) =>
      `Batch ended: ${whole.format(done)} done, ${whole.format(skipped)} skipped, ${whole.format(failed)} failed`,
    paused: 'Batch paused',
    imported: (count: number) => `${counted(count, 'picture')} in the list`,
  },
  title: {
    plain: 'Batchfit',
    running: (percent: string) => `${percent} – Batchfit`,
    paused: (percent: string) => `${percent}, paused – Batchfit`,
    ended: (failed: number) => (failed > 0 ? `${whole.format(failed)} failed – Batchfit` : 'Done – Batchfit'),
  },
  toasts: {
    label: 'Messages',
    dismiss: 'Close this message',
  },
  notices: {
    'settings-damaged': (detail: string) =>
      `The settings file was damaged. It was put aside${detail === '' ? '' : ` as ${detail}`}, and the defaults are used.`,
    'settings-unwritable': (detail: string) =>
      `The settings could not be saved${detail === '' ? '' : `: ${detail}`}. They hold until you quit.`,
    'paths-added': () => 'Pictures from another program were added.',
    'journal-damaged': (detail: string) =>
      `The journal of earlier batches was damaged. It was put aside${detail === '' ? '' : ` as ${detail}`}, and a new one begun: the history is empty, your pictures are as they were.`,
    'journal-too-new': (detail: string) =>
      `The journal of earlier batches was written by a newer Batchfit. It was put aside${detail === '' ? '' : ` as ${detail}`}, and a new one begun.`,
    'journal-unavailable': (detail: string) =>
      `No journal can be kept${detail === '' ? '' : ` (${detail})`}. Batches work, but cannot be resumed or undone.`,
    'journal-unwritable': (detail: string) =>
      `The journal cannot be written at the moment${detail === '' ? '' : ` (${detail})`}. Free some space on the disk of your home folder.`,
  },
  requestFailed: requestFailedEn,
  watchFolders: {
    title: 'Watch folders come in a later version',
    text: 'A folder with a recipe: whatever lands in it is done by itself, also what arrived while Batchfit was closed. Until then, batches do the same for the files that are there.',
  },
  toBatch: 'Go to Batch',
}

export const windowZhCn: typeof windowEn = {
  close: '关闭',
  places: {
    label: '页面',
    batch: '批处理',
    'watch-folders': '监视文件夹',
    history: '历史记录',
  },
  topBar: {
    search: '搜索名称或文件夹',
    clearSearch: '清除搜索',
    addFiles: '添加文件',
    addFolder: '添加文件夹',
    settings: '设置',
  },
  empty: {
    title: '把图片或文件夹拖到这里',
    formats: 'JPEG、PNG、WebP、AVIF、GIF、TIFF 和 SVG',
    folders: '文件夹会连同其中的所有图片一起添加。',
    paste: (shortcut) => `复制的文件或路径可以用 ${shortcut} 粘贴进来。`,
    safe: '原图永远不会被改动。',
    addFiles: '添加文件…',
    addFolder: '添加文件夹…',
  },
  drop: {
    title: '松开即可添加',
    hint: '文件，或文件夹及其中的所有图片',
  },
  importing: {
    looking: (found) => `正在查找：已找到 ${countedZhCn(found, '张图片')}…`,
    stop: '停止',
    stopLabel: '停止查找',
    leftOut: (parts) => `未添加：${parts.join('、')}。`,
    hidden: (count) => countedZhCn(count, '个隐藏项目'),
    special: (count) => countedZhCn(count, '个非普通文件'),
    repeated: (count) => countedZhCn(count, '个已在列表中'),
    dismiss: '关闭此消息',
    nothingToPaste: '剪贴板中没有文件或路径。',
    noPaths: '拖入的内容不在这台电脑上，无法添加。',
  },
  views: { label: '显示内容', pictures: '图片', recipe: '方案' },
  panel: { resize: '方案面板的宽度' },
  filters: {
    label: '显示',
    all: '全部',
    waiting: '等待中',
    running: '处理中',
    done: '已完成',
    skipped: '已跳过',
    failed: '失败',
    noted: '有提示',
    selected: (count) => `已选 ${countedZhCn(count, '张')}`,
    remove: '移除',
    removeLabel: (count) => `从列表中移除所选的 ${countedZhCn(count, '张图片')}`,
    clearList: '清空列表',
    nothingMatches: '没有符合条件的图片。',
    showAll: '显示全部',
  },
  columns: {
    label: '图片',
    thumbnail: '预览',
    name: '名称',
    folder: '文件夹',
    dimensions: '尺寸',
    size: '大小',
    'new-size': '新大小',
    saving: '节省',
    state: '状态',
    ascending: (column) => `${column}：升序排列`,
    descending: (column) => `${column}：降序排列`,
    unsorted: (column) => `${column}：恢复添加时的顺序`,
  },
  row: {
    states: statesZhCn,
    willSkip: '将跳过',
    willFail: '无法写入',
    renamed: '原名已被占用，将改名',
    noOp: '无需改动',
    hasLosses: '有内容未能保留',
    hasWarnings: '有警告',
    more: (count) => `+${wholeZhCn.format(count)}`,
    estimatedProgress: (share) => `此图片约完成 ${share}（估计）`,
  },
  menu: {
    label: '对此图片的操作',
    compare: '对比前后效果',
    details: '详细信息',
    showOriginal: '在文件夹中显示原图',
    openResult: '打开结果',
    showResult: '在文件夹中显示结果',
    copyPath: '复制路径',
    retry: '重试',
    remove: '从列表中移除',
    removeMany: (count) => `从列表中移除 ${countedZhCn(count, '张图片')}`,
    retryMany: (count) => `重试 ${countedZhCn(count, '张图片')}`,
    copyPaths: (count) => `复制 ${countedZhCn(count, '个路径')}`,
    copied: (count) => (count === 1 ? '路径已复制到剪贴板。' : `${countedZhCn(count, '个路径')}已复制到剪贴板。`),
    tooManyToCopy: '路径太多，无法放入剪贴板。',
    keys: (isMac) =>
      isMac
        ? { compare: '↩', details: '⌥↩', remove: '⌫' }
        : { compare: 'Enter', details: 'Alt+Enter', remove: 'Delete' },
  },
  plan: {
    label: '计划',
    planning: (done, total) => `正在计划：${wholeZhCn.format(done)} / ${wholeZhCn.format(total)}`,
    write: (count) => `将写入 ${countedZhCn(count, '张')}`,
    renamed: (count) => countedZhCn(count, '张将改名'),
    clashes: (count) => countedZhCn(count, '处冲突'),
    skip: (count) => `将跳过 ${countedZhCn(count, '张')}`,
    refuse: (count) => countedZhCn(count, '张无法写入'),
    noOps: (count) => countedZhCn(count, '张无需改动'),
    space: (needed, free) => `约需 ${needed}，可用 ${free}`,
    spaceUnknown: (needed) => `约需 ${needed}`,
    tooLittleSpace: (needed, free) => `约需 ${needed}，但只剩 ${free}`,
    showPart: (part) => `${part}：在计划中查看`,
    into: (folder) => `写入 ${folder}`,
  },
  footer: {
    label: '批处理',
    pictures: (count) => countedZhCn(count, '张图片'),
    beforeAndAfter: (before, after) => `${before} → 约 ${after}`,
    start: '开始',
    startAgain: '重新处理',
    tryIt: '先试几张',
    pause: '暂停',
    resume: '继续',
    cancel: '取消',
    stopNow: '立即停止',
    retryFailed: (count) => `重试 ${countedZhCn(count, '张失败图片')}`,
    progress: '批处理进度',
    ofTotal: (ended, total) => `${wholeZhCn.format(ended)} / ${wholeZhCn.format(total)}`,
    failed: (count) => `失败 ${countedZhCn(count, '张')}`,
    skipped: (count) => `跳过 ${countedZhCn(count, '张')}`,
    rate: (files, bytes) => `每秒 ${files} 张，${bytes}/秒`,
    timeLeft: (time) => `还需 ${time}`,
    timeLeftUnknown: '正在估计剩余时间…',
    pausing: (count) => `正在暂停：还有 ${countedZhCn(count, '张')}要处理完…`,
    paused: '已暂停',
    cancelling: (count) => `正在取消：还有 ${countedZhCn(count, '张')}要处理完…`,
    reasons: {
      nothing: '请先添加图片。',
      looking: '仍在查找图片。',
      problem: (problem) => `方案无法使用：${problem}`,
      nothingToWrite: '按此方案不会写入任何文件。',
      allEnded: '所有图片都已处理过。',
    },
  },
  summary: {
    done: (count) => `完成 ${countedZhCn(count, '张')}`,
    skipped: (count) => `跳过 ${countedZhCn(count, '张')}`,
    failed: (count) => `失败 ${countedZhCn(count, '张')}`,
    finished: (time) => `已完成，用时 ${time}`,
    cancelled: (time) => `已取消，用时 ${time}`,
    stopped: (reason) => `已停止：${reason}`,
    left: (count) => `未开始 ${countedZhCn(count, '张')}`,
    sizes: (before, after) => `${before} → ${after}`,
    losses: (count) => countedZhCn(count, '类损失'),
    lossesTitle: '未能保留的内容',
    lossCount: (count) => `${countedZhCn(count, '张图片')}：`,
    report: '报告',
    reportLabel: '导出报告',
    csv: '导出为 CSV…',
    json: '导出为 JSON…',
    showResults: '显示结果',
    reportSaved: (path) => `报告已保存到 ${path}。`,
    noResults: '没有写入任何文件。',
  },
  live: {
    progress: (ended, total, failed) =>
      `${wholeZhCn.format(ended)} / ${wholeZhCn.format(total)}${failed > 0 ? `，失败 ${countedZhCn(failed, '张')}` : ''}`,
    ended: (done, skipped, failed) =>
      `批处理结束：完成 ${countedZhCn(done, '张')}，跳过 ${countedZhCn(skipped, '张')}，失败 ${countedZhCn(failed, '张')}`,
    paused: '批处理已暂停',
    imported: (count) => `列表中有 ${countedZhCn(count, '张图片')}`,
  },
  title: {
    plain: 'Batchfit',
    running: (percent) => `${percent} – Batchfit`,
    paused: (percent) => `${percent}，已暂停 – Batchfit`,
    ended: (failed) => (failed > 0 ? `失败 ${countedZhCn(failed, '张')} – Batchfit` : '已完成 – Batchfit'),
  },
  toasts: {
    label: '消息',
    dismiss: '关闭此消息',
  },
  notices: {
    'settings-damaged': (detail) => `设置文件已损坏${detail === '' ? '' : `，已另存为 ${detail}`}，现使用默认设置。`,
    'settings-unwritable': (detail) => `无法保存设置${detail === '' ? '' : `：${detail}`}。更改在退出前有效。`,
    'paths-added': () => '已添加来自其他程序的图片。',
    'journal-damaged': (detail) =>
      `以往批次的日志已损坏${detail === '' ? '' : `，已另存为 ${detail}`}，现已重新开始：历史记录为空，您的图片没有变化。`,
    'journal-too-new': (detail) =>
      `以往批次的日志由更新版本的 Batchfit 写入${detail === '' ? '' : `，已另存为 ${detail}`}，现已重新开始。`,
    'journal-unavailable': (detail) =>
      `无法写入日志${detail === '' ? '' : `（${detail}）`}。批处理仍可进行，但无法继续中断的批次，也无法撤销。`,
    'journal-unwritable': (detail) =>
      `目前无法写入日志${detail === '' ? '' : `（${detail}）`}。请在主文件夹所在的磁盘上腾出空间。`,
  },
  requestFailed: requestFailedZhCn,
  watchFolders: {
    title: '监视文件夹将在后续版本中提供',
    text: '为文件夹设定一个方案：放进去的图片会自动处理，包括 Batchfit 关闭期间到达的图片。在此之前，可以用批处理来处理已有的文件。',
  },
  toBatch: '前往批处理',
}
