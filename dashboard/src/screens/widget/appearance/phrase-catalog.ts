import { type Language, languages } from '@imbachat/protocol/phrases/languages'
import { WINDOW_PLACE } from '@imbachat/protocol/phrases/own-window-phrases'
import { phrasesIn } from '@imbachat/protocol/phrases/phrase-changes'
import { windowPhrasesIn } from '@imbachat/protocol/phrases/window-phrases'

/** Addresses of the chat's own catalogs; the bundler puts them here. */
declare const PHRASE_CATALOGS: Readonly<Record<Language, readonly [first: string, later: string]>>

export type PhraseList = readonly (readonly [place: string, text: string])[]

/**
 * The chat's own phrases in one language: those of launcher and window, of the first view, and the rest.
 * @throws if they can't be fetched
 */
export async function phraseCatalog(language: Language): Promise<PhraseList> {
  const [first, later] = PHRASE_CATALOGS[language]
  const scripts: { first?: object; later?: object }[] = await Promise.all([import(first), import(later)])
  const [one = {}, other = {}] = scripts
  const ofWindow = phrasesIn(windowPhrasesIn(language), WINDOW_PLACE)
  return [...ofWindow, ...phrasesIn(one.first ?? {}), ...phrasesIn(other.later ?? {})]
}

export const isSpoken = (text: string | null): text is Language => languages.some((one) => one === text)
