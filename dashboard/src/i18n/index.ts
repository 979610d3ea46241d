import { relativeTime } from '@imbachat/protocol/text/relative-time'
import { effect, signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { keepPreference, readPreference } from '../preferences.ts'
import { formatMessage, type Values } from './format-message.ts'
import { phrases } from './phrases.ts'

export const LANGUAGES = { en: 'English', ru: 'Русский' } as const
export type Language = keyof typeof LANGUAGES

export const isLanguage = (text: string | null | undefined): text is Language => text === 'en' || text === 'ru'

const kept = readPreference('language')
const browsers = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage)

export const language = signal<Language>(isLanguage(kept) ? kept : (browsers ?? 'en'))

export function chooseLanguage(chosen: Language): void {
  language.value = chosen
  keepPreference('language', chosen)
}

export function startLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value
  })
}

/** Phrases of one screen or of one thing, in the reader's language. */
export interface Phrases<Key extends string> {
  /** components that read a phrase are drawn again when the language changes */
  (key: Key, values?: Values): string
  /** a phrase with elements in the place of its marks */
  rich(key: Key, put: Record<string, ComponentChildren>): ComponentChildren[]
  has(key: string): key is Key
  readonly catalogs: Record<Language, Record<Key, string>>
}

/** A catalog that lacks a phrase, or has one too many, is a type error. */
export function phrasesOf<Key extends string>(catalogs: Record<Language, Record<Key, string>>): Phrases<Key> {
  const text = (key: Key, values: Values = {}) => formatMessage(catalogs[language.value][key], values, language.value)
  const rich = (key: Key, put: Record<string, ComponentChildren>) =>
    catalogs[language.value][key]
      .split(/\{(\w+)\}/)
      .map((part, index) => (index % 2 === 0 ? part : (put[part] ?? `{${part}}`)))
  const has = (key: string): key is Key => Object.hasOwn(catalogs.en, key)
  return Object.assign(text, { rich, has, catalogs })
}

/** The phrases that several screens share. */
export const common = phrasesOf(phrases)

export const formatNumber = (value: number): string => new Intl.NumberFormat(language.value).format(value)

export function formatDate(at: number): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium' }).format(at)
}

export function formatTime(at: number): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}

/** "5 minutes ago", in the largest unit that fits. */
export function formatAgo(at: number, now: number): string {
  return relativeTime((at - now) / 1000, language.value)
}
