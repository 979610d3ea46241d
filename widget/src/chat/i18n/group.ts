import { LANGUAGES, type Language, languages } from '@imbachat/protocol/languages'
import type { Plurals } from './plural.ts'

/** One text in every language; without one of them it does not compile. */
export type Phrase<Text extends string | Plurals = string | Plurals> = Readonly<Record<Language, Text>>

/** Phrases by name; a group may hold groups. */
export interface Group {
  readonly [name: string]: Phrase | readonly Phrase[] | Group
}

/** A group, or several, in one language. */
export type InOneLanguage<G> = keyof G extends Language
  ? G[Language & keyof G] extends string
    ? string
    : Plurals
  : { [K in keyof G]: InOneLanguage<G[K]> }

const isPhrase = (value: object): value is Phrase => Object.keys(value).every((name) => name in LANGUAGES)

export function inOneLanguage<G extends object>(group: G, language: Language): InOneLanguage<G>
export function inOneLanguage(group: object, language: Language): unknown {
  if (isPhrase(group)) return group[language]
  if (Array.isArray(group)) return group.map((one) => inOneLanguage(one, language))
  return Object.fromEntries(Object.entries(group).map(([name, one]) => [name, inOneLanguage(one, language)]))
}

/** What each language calls the same. */
export function sameInAll<Name extends string>(texts: Readonly<Record<Name, string>>): Record<Name, Phrase> {
  const phrases = Object.entries<string>(texts).map(([name, text]) => [name, sameInEach(text)])
  return Object.fromEntries(phrases) as Record<Name, Phrase>
}

const sameInEach = (text: string) => Object.fromEntries(languages.map((language) => [language, text]))
