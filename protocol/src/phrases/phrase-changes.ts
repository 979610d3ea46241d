import type { Language } from './languages.ts'

/** Longest text of one phrase. */
export const PHRASE_MAX = 300

/** Most characters of all changed phrases of a widget, as JSON: they travel with each chat frame of the widget. */
export const PHRASES_MAX_CHARS = 20_000

/** The owner's words by language, and by the phrase's place in the catalog: `noMessages`, `own.groups.newGroup`. */
export type PhraseChanges = { [L in Language]?: Record<string, string> }

const valuesIn = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort()

/** A text that loses a value, or has one that there is not, would show the wrong thing. */
export const keepsValues = (text: string, original: string): boolean =>
  valuesIn(text).join() === valuesIn(original).join()

/** The texts of a catalog, by their place in it. */
export function phrasesIn(catalog: object, place = ''): [place: string, text: string][] {
  return Object.entries(catalog).flatMap(([name, value]) =>
    typeof value === 'string' ? [[place + name, value] as [string, string]] : phrasesIn(value, `${place}${name}.`),
  )
}

/** A catalog with the owner's texts in it. A text is ignored if the catalog lacks it, or if it would lose a value. */
export function withChanges<C extends object>(catalog: C, changes: Readonly<Record<string, string>>, place = ''): C {
  return put(catalog, usableChanges(phrasesIn(catalog, place), changes), place)
}

function put<C extends object>(catalog: C, own: Readonly<Record<string, string>>, place: string): C {
  return Object.fromEntries(
    Object.entries(catalog).map(([name, value]) => [
      name,
      typeof value === 'string' ? (own[place + name] ?? value) : put(value, own, `${place}${name}.`),
    ]),
  ) as C
}

type PlacedTexts = readonly (readonly [place: string, text: string])[]

/** The owner's texts that the chat can use, by their place in today's catalog. */
export function usableChanges(phrases: PlacedTexts, changes: Readonly<Record<string, string>>): Record<string, string> {
  const own: Record<string, string> = {}
  for (const [place, original] of phrases) {
    for (const from of oldPlaces(place)) {
      const text = changes[from]
      if (text === undefined || own[place] !== undefined) continue
      if (from === place && keepsValues(text, original)) own[place] = text
      else if (!/[{}]/.test(text)) {
        const named = withNames(text, valuesOf(place, phrases))
        if (named && valuesIn(original).every((value) => named.includes(value))) own[place] = named
      }
    }
  }
  return own
}

const CASES = /(?:\.(?:self|you|among|several|zero|one|two|few|many|other))+$/

/** The values of a phrase, in all of its cases. */
function valuesOf(place: string, phrases: PlacedTexts): string[] {
  const phrase = place.replace(CASES, '')
  return valuesIn(phrases.flatMap(([one, text]) => (one.replace(CASES, '') === phrase ? [text] : [])).join())
}

/**
 * A text that was stored before values had names: `#` is the count, and `%s` the others, whose alphabetical order is
 * the order that they had. null: it has more than there are.
 */
function withNames(text: string, values: readonly string[]): string | null {
  const others = values.filter((value) => value !== '{count}')
  if (others.length === 0) others.push(...values)
  const named = text.replace(/%s|#/g, (mark) => (mark === '#' ? '{count}' : (others.shift() ?? mark)))
  return named.includes('%s') || valuesIn(named).some((value) => !values.includes(value)) ? null : named
}

/**
 * The keys under which a text may be stored. Before notices had cases, `one` was for another user, `other` for the
 * reader and for several, and `…You` about the reader.
 */
function oldPlaces(place: string): string[] {
  const [, notice = '', found] = /^(notice\w+)\.(\w+)$/.exec(place) ?? []
  switch (found) {
    case 'other':
      return [`${notice}.one`, place, notice]
    case 'you':
      return [place, `${notice}You`]
    case 'self':
      return [place, `${notice}.other`, ...(notice === 'noticeOwner' ? [`${notice}You`] : [])]
    case 'among':
    case 'several':
      return [place, `${notice}.other`]
    default:
      return [place]
  }
}
