/**
 * Names under which dropped files are kept. The page makes them, and the host takes none that this would change: so a
 * name can neither leave its folder nor be refused by the system.
 */

const longestNameBytes = 255
// Separators, what Windows forbids, control characters.
// eslint-disable-next-line no-control-regex
const forbidden = /[/\\<>:"|?*\u0000-\u001f\u007f]/g
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i

/** A single name that every system takes, at most 255 bytes long; its extension is kept. */
export function safeDropName(name: string): string {
  let safe = name.toWellFormed().replace(forbidden, '_')
  // A trailing dot or space is dropped by Windows, which also turns `..` into something else.
  safe = safe.replace(/[. ]+$/, (end) => '_'.repeat(end.length))
  if (reserved.test(safe)) safe = `_${safe}`
  if (safe === '') safe = '_'
  return shorten(safe)
}

/** Relative to the folder of drops, `/` between names; null where a name is not one of `safeDropName`. */
export function checkDropPath(path: string): readonly string[] | null {
  const names = path.split('/')
  return names.every((name) => name !== '' && safeDropName(name) === name) ? names : null
}

function shorten(name: string): string {
  if (byteLength(name) <= longestNameBytes) return name
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : ''
  const characters = Array.from(name.slice(0, name.length - extension.length))
  let stemBytes = byteLength(characters.join(''))
  const room = longestNameBytes - byteLength(extension)
  while (stemBytes > room) stemBytes -= byteLength(characters.pop() ?? '')
  return safeDropName(characters.join('') + extension)
}

function byteLength(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
