import type { RowDetails } from '../../shared/ipc-contract.ts'
import type { Messages } from '../../shared/messages/catalogue.ts'
import type { FormatWords } from '../format-words.ts'

/** One fact as it is shown. */
export interface FactLine {
  readonly label: string
  readonly value: string
}

/** What the header of a picture says, for a person, in the order of what is asked most. */
export function factLines(
  facts: NonNullable<RowDetails['facts']>,
  words: Messages['dialogs']['details'],
  formats: FormatWords,
  formatNames: Readonly<Record<string, string>>,
): readonly FactLine[] {
  const megapixels = ((facts.width * facts.height) / 1e6).toFixed(1)
  const several = facts.isAnimated ? words.frames : words.pages
  const metadata = [facts.hasExif ? words.exif : null, facts.hasGainMap ? words.gainMap : null].filter(
    (part) => part !== null,
  )
  return [
    { label: words.format, value: formatNames[facts.format] ?? facts.format.toUpperCase() },
    {
      label: words.dimensions,
      value: `${formats.dimensions(facts.width, facts.height)} (${words.megapixels(megapixels)})`,
    },
    { label: words.size, value: formats.bytes(facts.bytes) },
    {
      label: words.orientation,
      value: facts.orientation === 1 ? words.orientationUpright : words.orientationTurned(String(facts.orientation)),
    },
    { label: words.depth, value: words.bits(String(facts.bitsPerSample), words.colourModels[facts.colourModel]) },
    { label: words.profile, value: profileWords(facts, words) },
    { label: words.alpha, value: facts.hasAlpha ? words.yes : words.no },
    ...(facts.frames > 1 ? [{ label: several, value: formats.count(facts.frames) }] : []),
    ...(facts.takenOn === null ? [] : [{ label: words.taken, value: facts.takenOn }]),
    { label: words.metadata, value: metadata.length === 0 ? words.none : metadata.join(', ') },
  ]
}

function profileWords(
  { hasProfile, isSrgb }: NonNullable<RowDetails['facts']>,
  words: Messages['dialogs']['details'],
): string {
  if (!hasProfile) return words.profileNone
  return isSrgb ? words.profileSrgb : words.profileOther
}
