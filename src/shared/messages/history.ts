import type { BatchRecordState, HoldReason } from '../history.ts'
import type { HistoryFile, HistoryFileFilter } from '../ipc-contract.ts'
import { counted, countedZhCn, whole } from './counted.ts'

type Words<Key extends string> = Readonly<Record<Key, string>>

/** A hold with its figures written out; empty where they are not known. */
export interface HoldWords {
  readonly folder: string
  readonly free: string
  readonly needed: string
  /** The setting, and what the machine says now. */
  readonly threshold: string
  readonly level: string
}

/** Where the originals of a batch are or will be; counts. */
export interface KeptWhere {
  readonly toBin: number
  readonly toFolder: number
  readonly folderName: string
}

const statesEn: Words<Exclude<BatchRecordState, 'finished' | 'stopped'>> = {
  running: 'Running',
  interrupted: 'Interrupted',
  cancelled: 'Cancelled',
  dismissed: 'Rest discarded',
  undoing: 'Being undone',
  'undo-interrupted': 'Partly undone',
  undone: 'Undone',
}

const filtersEn: Words<HistoryFileFilter> = { all: 'All', failed: 'Failed', 'left-alone': 'Left alone by undo' }

const statusesEn: Words<HistoryFile['status']> = {
  waiting: 'Not begun',
  done: 'Done',
  skipped: 'Skipped',
  failed: 'Failed',
}

function keptEn({ toBin, toFolder, folderName }: KeptWhere): string {
  const folder = `a folder “${folderName}” beside them`
  if (toFolder === 0) return 'they go to the bin'
  if (toBin === 0) return `they go to ${folder}`
  return `${whole.format(toBin)} go to the bin, ${whole.format(toFolder)} to ${folder}`
}

function keptZhCn({ toBin, toFolder, folderName }: KeptWhere): string {
  const folder = `旁边的“${folderName}”文件夹`
  if (toFolder === 0) return '将移到回收站'
  if (toBin === 0) return `将移到${folder}`
  return `${countedZhCn(toBin, '张移到回收站')}，${countedZhCn(toFolder, `张移到${folder}`)}`
}

const holdsEn: Readonly<Record<Exclude<HoldReason, 'person'>, (words: HoldWords) => string>> = {
  'disk-full': ({ folder, free, needed }) =>
    `The disk is full: ${free} are free for ${folder}, and ${needed} are needed. The batch goes on by itself when there is room.`,
  'volume-gone': ({ folder }) =>
    `The disk or share with ${folder} is not there any more. The batch goes on by itself when it is back.`,
  battery: ({ threshold, level }) =>
    `${level === '' ? 'The battery is low' : `The battery is at ${level}`}${threshold === '' ? '' : `, and batches wait below ${threshold}`}. The batch goes on by itself when there is power.`,
  suspend: () => 'The computer goes to sleep. The batch goes on by itself when it wakes.',
}

const holdsZhCn: typeof holdsEn = {
  'disk-full': ({ folder, free, needed }) =>
    `磁盘已满：${folder} 所在磁盘剩余 ${free}，需要 ${needed}。腾出空间后会自动继续。`,
  'volume-gone': ({ folder }) => `${folder} 所在的磁盘或共享已断开。重新连接后会自动继续。`,
  battery: ({ threshold, level }) =>
    `${level === '' ? '电池电量低' : `电池电量为 ${level}`}${threshold === '' ? '' : `，低于 ${threshold} 时批处理会等待`}。接通电源后会自动继续。`,
  suspend: () => '电脑即将睡眠。唤醒后会自动继续。',
}

export const historyEn = {
  banner: {
    label: 'From last time',
    window: 'Batchfit was closed while a batch was running',
    cli: 'A batch of the command line was interrupted',
    undo: 'Undoing a batch was interrupted',
    left: (left: number, total: number) => `${whole.format(left)} of ${counted(total, 'picture')} are left`,
    undoLeft: (left: number) => `${counted(left, 'file')} still to be taken back`,
    begun: (when: string) => `begun ${when}`,
    to: (folder: string) => `to ${folder}`,
    inPlace: 'originals are replaced',
    others: (count: number) => `and ${whole.format(count)} more in History`,
    continue: 'Continue',
    continueUndo: 'Continue undoing',
    notNow: 'Not now',
    discard: 'Discard the rest…',
    leave: 'Leave it so',
    list: (count: number) =>
      `Your list of ${counted(count, 'picture')} from last time was not finished: no batch had begun with it.`,
    restore: 'Bring it back',
    dismiss: 'Dismiss',
    spoken: (title: string, parts: readonly string[]) => `${title}: ${parts.join(', ')}.`,
  },
  list: 'Batches, newest first',
  loading: 'Loading…',
  unreadable: 'The history could not be read.',
  empty: {
    title: 'No batch has run yet',
    text: 'Every batch is kept here, from this window and from the command line: what it wrote and where, to be looked at, repeated, continued or undone.',
  },
  notKept: {
    title: 'No history is kept',
    text: 'Batchfit cannot write its journal, so batches cannot be listed, continued or undone. Check that there is room on the disk of your home folder and that you may write there, then start Batchfit again.',
  },
  choose: 'Choose a batch to see what it did.',
  back: 'All batches',
  details: 'Details of the batch',
  states: statesEn,
  finished: 'Finished',
  failed: (count: number) => `${whole.format(count)} failed`,
  stopped: (reason: string) => `Stopped: ${reason}`,
  left: (state: string, count: number) => `${state}, ${whole.format(count)} left`,
  elsewhere: (state: string) => `${state} elsewhere`,
  leftAlone: (state: string, count: number) => `${state}, ${counted(count, 'file')} left alone`,
  origins: { window: 'From this window', cli: 'From the command line' },
  replaced: 'Replaced originals',
  done: (count: number) => `${whole.format(count)} done`,
  skipped: (count: number) => `${whole.format(count)} skipped`,
  notBegun: (count: number) => `${whole.format(count)} not begun`,
  figures: (parts: readonly string[]) => parts.join(', '),
  pictures: (count: number) => counted(count, 'picture'),
  sizes: (before: string, after: string) => `${before} → ${after}`,
  facts: {
    result: 'Result',
    size: 'Size',
    time: 'Time',
    sources: 'Sources',
    folder: 'Written to',
    recipe: 'Recipe',
    undo: 'Undo',
  },
  nextToThem: 'In the places of the originals',
  undoFigures: (undone: number, refused: number, written: number) =>
    `${whole.format(undone)} of ${counted(written, 'file')} taken back${refused > 0 ? `, ${whole.format(refused)} left alone` : ''}`,
  actions: {
    label: 'What to do with this batch',
    continue: 'Continue',
    continueLabel: (count: number) => `Continue: do the ${counted(count, 'picture')} that are left`,
    openFolder: 'Open folder',
    repeat: 'Repeat',
    repeatHint: 'Takes the same sources in again, with the same recipe',
    undo: 'Undo…',
    continueUndo: 'Continue undoing',
    forget: 'Forget…',
    discard: 'Discard the rest…',
    report: 'Report',
  },
  whyNot: {
    running: 'Not while a batch runs.',
    undoing: 'Not while a batch is being undone.',
    elsewhere: 'Another Batchfit is working on this batch.',
    nothing: 'There is nothing left that could be taken back.',
  },
  repeated: (count: number) => `${counted(count, 'picture')} and the recipe are in the batch again.`,
  restored: (count: number) => `${counted(count, 'picture')} are in the list again.`,
  forgotten: 'The batch was forgotten. Its files stay.',
  files: {
    title: 'Files',
    filter: 'Show',
    filters: filtersEn,
    statuses: statusesEn,
    loading: 'Loading…',
    none: 'There are none.',
    noFailed: 'None failed.',
    noneLeftAlone: 'Undo has left none alone.',
    more: 'Show more',
    unreadable: 'The files could not be read.',
    show: (name: string) => `Show ${name} in its folder`,
  },
  undo: {
    title: 'Undo this batch?',
    removes: (count: number) => `${counted(count, 'file')} that the batch has written will be removed.`,
    removesOverwritten: (count: number) =>
      `${counted(count, 'file')} that the batch has written will be removed; where one took the place of an older file, that is put back.`,
    putsBack: (count: number) =>
      `${counted(count, 'original')} will be put back in ${count === 1 ? 'its place' : 'their places'}, from the bin or the folder where they are kept; the files that replaced them are removed.`,
    changed: 'What has changed since stays as it is, and you are told which files those are.',
    sources: 'A file whose original is gone stays too: it may be all that is left.',
    folders: 'Folders that the batch made are removed if they are empty.',
    stop: 'You can stop at any time and go on later.',
    action: 'Undo the batch',
    progress: 'Progress of undoing',
    running: (done: number, total: number) => `Undoing: ${whole.format(done)} of ${counted(total, 'file')}`,
    stopping: 'Stopping…',
    stopButton: 'Stop',
    ended: (undone: number) => `${counted(undone, 'file')} taken back.`,
    stopped: (undone: number, left: number) =>
      `Stopped: ${counted(undone, 'file')} taken back, ${whole.format(left)} still there.`,
    refused: (count: number) => `${counted(count, 'file')} left alone.`,
    showRefused: 'Show which and why',
  },
  forget: {
    title: 'Forget this batch?',
    text: 'It goes from the history, and can then be neither undone nor continued. All files stay as they are.',
    action: 'Forget it',
  },
  discard: {
    title: 'Discard the rest?',
    text: (left: number) =>
      `The ${counted(left, 'picture')} that are left will not be done, and half-written files are cleared away. What is finished stays, and can still be undone from History.`,
    action: 'Discard the rest',
  },
  replace: {
    choice: 'Replace originals',
    hint: 'Each result takes the place of its original. The original is kept: in the bin where there is one, else in a dated folder beside it.',
    session: 'Off again when Batchfit is closed.',
    noJournal:
      'Originals cannot be replaced at the moment: Batchfit cannot keep its journal, so nothing could be put back.',
    links: 'Also replace links',
    linksHint: 'Else links, and files with several names, are left out.',
    strip: (count: number) => `${counted(count, 'original')} will be replaced`,
    kept: keptEn,
    stripLinks: (count: number) => (count === 1 ? '1 link is left out' : `${whole.format(count)} links are left out`),
    start: 'Replace…',
    title: (count: number) => `Replace ${counted(count, 'original')}?`,
    intro: 'Each result takes the place of its original.',
    toBin: (count: number) => `${counted(count, 'original')} will be moved to the bin.`,
    toFolder: (count: number, folderName: string) =>
      `${counted(count, 'original')} will be moved to a folder “${folderName}” beside ${count === 1 ? 'it' : 'them'}, because there is no bin.`,
    somewhere: 'Each original will be moved to the bin where there is one, else to a dated folder beside it.',
    linksLeftOut: (count: number) =>
      `${counted(count, 'picture')} ${count === 1 ? 'is a link or has' : 'are links or have'} several names, and will be left out.`,
    undo: 'The batch can be undone from History as long as the originals are where they were kept.',
    planning: 'Still reading headers: these figures grow.',
    action: (count: number) => `Replace ${counted(count, 'original')}`,
    keptIn: (where: KeptWhere) => {
      if (where.toFolder === 0) return 'The originals are in the bin.'
      if (where.toBin === 0) return `The originals are in “${where.folderName}” beside their places.`
      return `The originals are in the bin, or in “${where.folderName}” beside their places.`
    },
    keptSomewhere: 'The originals are kept: in the bin, or in a dated folder beside their places.',
    emptyNote: 'Originals will be replaced; each is kept.',
  },
  holds: holdsEn,
  holdLabel: 'Why the batch waits',
  tryNow: 'Try now',
  undoBatch: 'Undo this batch…',
}

const statesZhCn: typeof statesEn = {
  running: '运行中',
  interrupted: '已中断',
  cancelled: '已取消',
  dismissed: '已放弃剩余部分',
  undoing: '正在撤销',
  'undo-interrupted': '部分撤销',
  undone: '已撤销',
}

export const historyZhCn: typeof historyEn = {
  banner: {
    label: '上次未完成',
    window: 'Batchfit 在批处理运行期间被关闭',
    cli: '命令行的一个批次被中断',
    undo: '批次的撤销被中断',
    left: (left, total) => `${countedZhCn(total, '张图片')}中还剩 ${countedZhCn(left, '张')}`,
    undoLeft: (left) => `还有 ${countedZhCn(left, '个文件')}待撤销`,
    begun: (when) => `开始于 ${when}`,
    to: (folder) => `保存到 ${folder}`,
    inPlace: '替换原图',
    others: (count) => `历史记录中还有 ${countedZhCn(count, '个')}`,
    continue: '继续',
    continueUndo: '继续撤销',
    notNow: '以后再说',
    discard: '放弃剩余部分…',
    leave: '保持现状',
    list: (count) => `上次列表中的 ${countedZhCn(count, '张图片')}尚未处理。`,
    restore: '恢复列表',
    dismiss: '忽略',
    spoken: (title, parts) => `${title}：${parts.join('，')}。`,
  },
  list: '批次，最新的在前',
  loading: '正在载入…',
  unreadable: '无法读取历史记录。',
  empty: {
    title: '还没有运行过批处理',
    text: '无论从此窗口还是命令行运行，每个批次都会记录在这里：写入了什么、在哪里，可以查看、重复、继续或撤销。',
  },
  notKept: {
    title: '没有历史记录',
    text: 'Batchfit 无法写入日志，因此无法列出、继续或撤销批次。请确认主文件夹所在的磁盘有可用空间且可以写入，然后重新启动 Batchfit。',
  },
  choose: '选择一个批次，查看它做了什么。',
  back: '全部批次',
  details: '批次详情',
  states: statesZhCn,
  finished: '已完成',
  failed: (count) => countedZhCn(count, '张失败'),
  stopped: (reason) => `已停止：${reason}`,
  left: (state, count) => `${state}，剩余 ${countedZhCn(count, '张')}`,
  elsewhere: (state) => `${state}（在别处）`,
  leftAlone: (state, count) => `${state}，${countedZhCn(count, '个文件保持不变')}`,
  origins: { window: '来自此窗口', cli: '来自命令行' },
  replaced: '替换了原图',
  done: (count) => countedZhCn(count, '张完成'),
  skipped: (count) => countedZhCn(count, '张跳过'),
  notBegun: (count) => countedZhCn(count, '张未开始'),
  figures: (parts) => parts.join('，'),
  pictures: (count) => countedZhCn(count, '张图片'),
  sizes: (before, after) => `${before} → ${after}`,
  facts: {
    result: '结果',
    size: '大小',
    time: '用时',
    sources: '来源',
    folder: '写入位置',
    recipe: '方案',
    undo: '撤销',
  },
  nextToThem: '原图所在的位置',
  undoFigures: (undone, refused, written) =>
    `${countedZhCn(written, '个文件')}中已撤销 ${countedZhCn(undone, '个')}${refused > 0 ? `，${countedZhCn(refused, '个保持不变')}` : ''}`,
  actions: {
    label: '对此批次的操作',
    continue: '继续',
    continueLabel: (count) => `继续：处理剩余的 ${countedZhCn(count, '张图片')}`,
    openFolder: '打开文件夹',
    repeat: '重复',
    repeatHint: '以相同的方案重新添加相同的来源',
    undo: '撤销…',
    continueUndo: '继续撤销',
    forget: '删除记录…',
    discard: '放弃剩余部分…',
    report: '报告',
  },
  whyNot: {
    running: '批处理运行期间无法执行。',
    undoing: '正在撤销批次，无法执行。',
    elsewhere: '另一个 Batchfit 正在处理这个批次。',
    nothing: '没有可以撤销的内容。',
  },
  repeated: (count) => `${countedZhCn(count, '张图片')}和方案已重新载入批处理。`,
  restored: (count) => `${countedZhCn(count, '张图片')}已恢复到列表。`,
  forgotten: '已删除批次记录，文件保持不变。',
  files: {
    title: '文件',
    filter: '显示',
    filters: { all: '全部', failed: '失败', 'left-alone': '撤销时保持不变' },
    statuses: { waiting: '未开始', done: '已完成', skipped: '已跳过', failed: '失败' },
    loading: '正在载入…',
    none: '没有文件。',
    noFailed: '没有失败的文件。',
    noneLeftAlone: '没有撤销时保持不变的文件。',
    more: '显示更多',
    unreadable: '无法读取文件列表。',
    show: (name) => `在文件夹中显示 ${name}`,
  },
  undo: {
    title: '撤销此批次？',
    removes: (count) => `将移除此批次写入的 ${countedZhCn(count, '个文件')}。`,
    removesOverwritten: (count) =>
      `将移除此批次写入的 ${countedZhCn(count, '个文件')}；其中覆盖了旧文件的，旧文件会放回原处。`,
    putsBack: (count) =>
      `${countedZhCn(count, '张原图')}将从回收站或保存它们的文件夹放回原处，替换它们的文件会被移除。`,
    changed: '之后有过更改的文件保持不变，并会列出是哪些文件。',
    sources: '原图已不存在的文件也会保留，因为它可能是唯一的一份。',
    folders: '由此批次创建的空文件夹会被移除。',
    stop: '可以随时停止，以后再继续。',
    action: '撤销批次',
    progress: '撤销进度',
    running: (done, total) => `正在撤销：${countedZhCn(total, '个文件')}中的 ${countedZhCn(done, '个')}`,
    stopping: '正在停止…',
    stopButton: '停止',
    ended: (undone) => `已撤销 ${countedZhCn(undone, '个文件')}。`,
    stopped: (undone, left) => `已停止：撤销了 ${countedZhCn(undone, '个文件')}，还剩 ${countedZhCn(left, '个')}。`,
    refused: (count) => `${countedZhCn(count, '个文件保持不变')}。`,
    showRefused: '查看文件和原因',
  },
  forget: {
    title: '删除此批次的记录？',
    text: '它会从历史记录中消失，之后无法撤销或继续。所有文件保持不变。',
    action: '删除记录',
  },
  discard: {
    title: '放弃剩余部分？',
    text: (left) =>
      `剩余的 ${countedZhCn(left, '张图片')}将不再处理，未写完的文件会被清理。已完成的文件保留，仍可在历史记录中撤销。`,
    action: '放弃剩余部分',
  },
  replace: {
    choice: '替换原图',
    hint: '每个结果取代它的原图。原图会保留：有回收站时移到回收站，否则移到旁边带日期的文件夹。',
    session: '关闭 Batchfit 后此选项会恢复为关闭。',
    noJournal: '目前无法替换原图：Batchfit 无法写入日志，替换后将无法恢复。',
    links: '同时替换链接',
    linksHint: '否则链接和有多个文件名的文件会被排除。',
    strip: (count) => `将替换 ${countedZhCn(count, '张原图')}`,
    kept: keptZhCn,
    stripLinks: (count) => `排除 ${countedZhCn(count, '个链接')}`,
    start: '替换…',
    title: (count) => `替换 ${countedZhCn(count, '张原图')}？`,
    intro: '每个结果都会取代它的原图。',
    toBin: (count) => `${countedZhCn(count, '张原图')}将移到回收站。`,
    toFolder: (count, folderName) =>
      `${countedZhCn(count, '张原图')}将移到旁边的“${folderName}”文件夹，因为那里没有回收站。`,
    somewhere: '有回收站时原图移到回收站，否则移到旁边带日期的文件夹。',
    linksLeftOut: (count) => `${countedZhCn(count, '张图片')}是链接或有多个文件名，将被排除。`,
    undo: '只要原图还在保存的位置，就可以在历史记录中撤销此批次。',
    planning: '仍在读取文件头，这些数字还会增加。',
    action: (count) => `替换 ${countedZhCn(count, '张原图')}`,
    keptIn: ({ toBin, toFolder, folderName }) => {
      if (toFolder === 0) return '原图在回收站中。'
      if (toBin === 0) return `原图在旁边的“${folderName}”文件夹中。`
      return `原图在回收站或旁边的“${folderName}”文件夹中。`
    },
    keptSomewhere: '原图已保留：在回收站，或在旁边带日期的文件夹中。',
    emptyNote: '原图会被替换，每一张都会保留。',
  },
  holds: holdsZhCn,
  holdLabel: '批处理等待的原因',
  tryNow: '立即重试',
  undoBatch: '撤销此批次…',
}
