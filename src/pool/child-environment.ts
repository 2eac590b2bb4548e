/** Variables that a child may see; everything else stays outside, above all what changes how it is loaded. */
const passedOn =
  /^(?:PATH|HOME|USERPROFILE|TMPDIR|TEMP|TMP|LANG|LC_[A-Z]+|SystemRoot|windir|FONTCONFIG_[A-Z]+|XDG_[A-Z_]+|BATCHFIT_[A-Z_]+)$/i

/**
 * The environment of a child: few variables, and memory settings that fit one job at a time. `LD_PRELOAD`,
 * `NODE_OPTIONS` and their like never get through: with the system's GLib in it, sharp floods errors or crashes.
 */
export function childEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && passedOn.test(name)) result[name] = value
  }
  // glibc would otherwise keep an arena per thread: a quarter more memory for nothing.
  result['MALLOC_ARENA_MAX'] = '2'
  return result
}
