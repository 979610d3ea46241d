import type { Language } from './languages.ts'

/** Longest text of one phrase. */
export const PHRASE_MAX = 300

/** Most characters of all changed phrases of a widget, as JSON: they travel with each chat frame of the widget. */
export const PHRASES_MAX_CHARS = 20_000

/** The owner's words by language, and by the phrase's place in the catalog: `noMessages`, `own.groups.newGroup`. */
export type PhraseChanges = { [L in Language]?: Record<string, string> }

/** What the chat puts values into: `%s` for names and times, `#` for a number. */
const marks = (text: string) => (text.match(/%s|#/g) ?? []).sort().join(' ')

/** A text that loses a mark, or has one too many, would show the wrong thing. */
export const keepsMarks = (text: string, original: string): boolean => marks(text) === marks(original)

/** The texts of a catalog, by their place in it. */
export function phrasesIn(catalog: object, place = ''): [place: string, text: string][] {
  return Object.entries(catalog).flatMap(([name, value]) =>
    typeof value === 'string' ? [[place + name, value] as [string, string]] : phrasesIn(value, `${place}${name}.`),
  )
}

/** A catalog with the owner's words in it. What the catalog lacks, or what would lose a mark, is passed over. */
export function withChanges<C extends object>(catalog: C, changes: Readonly<Record<string, string>>, place = ''): C {
  return Object.fromEntries(
    Object.entries(catalog).map(([name, value]) => {
      if (typeof value !== 'string') return [name, withChanges(value, changes, `${place}${name}.`)]
      const own = changes[place + name]
      return [name, own !== undefined && keepsMarks(own, value) ? own : value]
    }),
  ) as C
}
