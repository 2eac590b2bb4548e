/** POSIX permission bits of a new file, umask applied. To be asked for once, before any thread is started. */
export function newFileMode(): number {
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return 0o666 & ~process.umask()
}
