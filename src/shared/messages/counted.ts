/** Whole numbers as English writes them. */
export const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
/** Whole numbers as Chinese writes them. */
export const wholeZhCn = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 0 })

/** "1 picture", "1,200 pictures". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`
}

/** A number and what is counted, with its measure word: "1,200 张图片". */
export function countedZhCn(count: number, words: string): string {
  return `${wholeZhCn.format(count)} ${words}`
}
