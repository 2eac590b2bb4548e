/** A size as the window shows it, such as `405 kB`: what it can mean, in bytes. */
export function shownBytes(text: string): { readonly lowBytes: number; readonly highBytes: number } {
  const [, digits = '', unit = ''] = /([\d.,]+)\s*(B|kB|KB|MB|GB)\b/.exec(text) ?? []
  const factor = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9 }[unit]
  if (factor === undefined) throw new Error(`Expected a size but got: ${text}`)
  const value = Number(digits.replaceAll(',', ''))
  const half = (digits.includes('.') ? 0.05 : 0.5) + 1e-9
  return { lowBytes: (value - half) * factor, highBytes: (value + half) * factor }
}
