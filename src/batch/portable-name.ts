/** The longest name that every usual file system takes, in bytes of UTF-8. */
const maxNameBytes = 255

/** Devices of Windows, with any extension; spaces before its dot do not count. */
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\.|$)/i

/**
 * A file or folder name that works on Windows, macOS and Linux alike: what is not allowed somewhere becomes `_`. The
 * extension survives when the name has to be cut, and no character is cut in half.
 */
export function portableName(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are just what has to go
  let portable = name.replace(/[<>:"/\\|?*\u0000-\u001f\u007f]/g, '_').replace(/[. ]+$/, '')
  if (reserved.test(portable)) portable = `_${portable}`
  if (portable === '') portable = '_'
  return shorten(portable)
}

/** Cuts the part before the extension until the whole fits; `suffix` is put between the two. */
export function shorten(name: string, suffix = ''): string {
  const dot = name.lastIndexOf('.')
  const hasExtension = dot > 0 && name.length - dot <= 10
  const extension = hasExtension ? name.slice(dot) : ''
  const stem = hasExtension ? name.slice(0, dot) : name
  const room = maxNameBytes - Buffer.byteLength(suffix) - Buffer.byteLength(extension)
  return cutToBytes(stem, room) + suffix + extension
}

function cutToBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  // One character with marks without end is cut between them; a name without anything left would be hidden.
  return (
    cutBetween(
      [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment),
      bytes,
    ) ||
    cutBetween(Array.from(text), bytes) ||
    '_'
  )
}

function cutBetween(parts: readonly string[], bytes: number): string {
  let used = 0
  let result = ''
  for (const part of parts) {
    used += Buffer.byteLength(part)
    if (used > bytes) break
    result += part
  }
  return result.replace(/[. ]+$/, '')
}
