import { type ImageFacts, sourceFormats } from '../shared/image-facts.ts'

/** Distinct values that are remembered; a library of more odd profiles than this only takes more memory. */
const mostRemembered = 10_000

/**
 * Facts as they are kept for 100,000 rows: what comes out of a message is a copy of its own down to the last word, and
 * most of it is the same for all. What is alike becomes one and the same, so that memory and its cleaning stay small.
 */
export class SharedFacts {
  readonly #dates = new Map<string, string>()
  readonly #profiles = new Map<string, NonNullable<ImageFacts['profile']>>()
  readonly #devices = new Map<bigint, bigint>()

  share(facts: ImageFacts): ImageFacts {
    const { profile, identity, takenOn, format, colourModel } = facts
    return {
      ...facts,
      format: sourceFormats.find((known) => known === format) ?? format,
      colourModel: colourModels.find((known) => known === colourModel) ?? colourModel,
      takenOn: takenOn === null ? null : remembered(this.#dates, takenOn, takenOn),
      profile:
        profile === null
          ? null
          : remembered(this.#profiles, `${String(profile.isSrgb)} ${String(profile.bytes)}`, profile),
      identity: { ...identity, device: remembered(this.#devices, identity.device, identity.device) },
    }
  }
}

const colourModels = ['rgb', 'grey', 'cmyk', 'lab'] as const satisfies readonly ImageFacts['colourModel'][]

function remembered<Key, Value>(values: Map<Key, Value>, key: Key, value: Value): Value {
  const known = values.get(key)
  if (known !== undefined) return known
  if (values.size < mostRemembered) values.set(key, value)
  return value
}
