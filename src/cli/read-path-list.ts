/**
 * Paths from a stream, such as `find -print0` or `ls` make it: separated by NUL where there is one, else by line ends.
 * Empty entries are left out.
 */
export async function readPathList(stream: AsyncIterable<Buffer | string>): Promise<readonly string[]> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(Buffer.from(part))
  const text = Buffer.concat(parts)
    .toString('utf8')
    .replace(/^\ufeff/, '')
  return text.split(text.includes('\0') ? '\0' : /\r?\n/).filter((path) => path !== '')
}
