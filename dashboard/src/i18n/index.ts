import { relativeTime } from '@imbachat/protocol/relative-time'
import { effect, signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { keepPreference, readPreference } from '../preferences.ts'
import { en } from './en.ts'
import { fill, type Put } from './fill.ts'
import { ru } from './ru.ts'

export type PhraseKey = keyof typeof en
/** A catalog that lacks a phrase, or has one too many, is a type error. */
export type Catalog = Record<PhraseKey, string>

export const LANGUAGES = { en: 'English', ru: 'Русский' } as const
export type Language = keyof typeof LANGUAGES

const catalogs: Record<Language, Catalog> = { en, ru }

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

/** The phrase in the reader's language; components that read it are drawn again when the language changes. */
export const t = (key: PhraseKey, put: Put = {}): string => fill(catalogs[language.value][key], put, language.value)

/**
 * Phrases that come with the screen that shows them. A catalog that lacks one, or has one too many, is a type error.
 */
export function phrasesOf<Key extends string>(all: Record<Language, Record<Key, string>>) {
  return (key: Key, put: Put = {}): string => fill(all[language.value][key], put, language.value)
}

/** A phrase with elements in the place of its marks. */
export function rich(key: PhraseKey, put: Record<string, ComponentChildren>): ComponentChildren[] {
  return catalogs[language.value][key]
    .split(/\{(\w+)\}/)
    .map((part, index) => (index % 2 === 0 ? part : (put[part] ?? `{${part}}`)))
}

export const isPhraseKey = (key: string): key is PhraseKey => Object.hasOwn(en, key)

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
