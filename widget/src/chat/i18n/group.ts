import { LANGUAGES, type Language, languages } from '@imbachat/protocol/phrases/languages'
import { compile, type Message, type ValuesIn } from './message.ts'

/** One text in every language, as an ICU message; without one of them it does not compile. */
export type Phrase = Readonly<Record<Language, string>>

/** Phrases by name; a group may hold groups. */
export interface Group {
  readonly [name: string]: Phrase | readonly Phrase[] | Group
}

/** A group, or several, in one language. */
export type InOneLanguage<G> = keyof G extends Language ? TextOf<G['en' & keyof G]> : Parts<G>
type Parts<G> = { [K in keyof G]: InOneLanguage<G[K]> }
type TextOf<T> = T extends string ? ([ValuesIn<T>] extends [never] ? string : Message<ValuesIn<T>>) : never

const isPhrase = (value: object): value is Phrase => Object.keys(value).every((name) => name in LANGUAGES)

export function inOneLanguage<G extends object>(group: G, language: Language): InOneLanguage<G>
export function inOneLanguage(group: object, language: Language): unknown {
  if (isPhrase(group)) return compile(group[language])
  if (Array.isArray(group)) return group.map((one) => inOneLanguage(one, language))
  return Object.fromEntries(Object.entries(group).map(([name, one]) => [name, inOneLanguage(one, language)]))
}

/** Phrases with the same text in all languages. */
export function sameInAll<Name extends string>(texts: Readonly<Record<Name, string>>): Record<Name, Phrase> {
  const phrases = Object.entries<string>(texts).map(([name, text]) => [name, sameInEach(text)])
  return Object.fromEntries(phrases) as Record<Name, Phrase>
}

const sameInEach = (text: string) => Object.fromEntries(languages.map((language) => [language, text]))
