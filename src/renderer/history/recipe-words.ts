import type { Messages } from '../../shared/messages/catalogue.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { FormatWords } from '../format-words.ts'

/** What a recipe does, output by output, in a few words each: size, and format where it is not the source's. */
export function recipeWords({ outputs }: Recipe, words: Messages['recipe'], formats: FormatWords): readonly string[] {
  return outputs.map(({ resize, format, targetBytes }) =>
    words.inLine([
      words.size.summary(resize),
      ...(format.type === 'keep' ? [] : [words.format.formats[format.type]]),
      ...(targetBytes === undefined ? [] : [`≤ ${formats.bytes(targetBytes)}`]),
    ]),
  )
}
