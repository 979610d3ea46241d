import { type Catalog, en } from './en.ts'
import type { Plurals } from './plural.ts'
import { ru } from './ru.ts'

const CATALOGS: Readonly<Record<string, Catalog>> = { en, ru }

/** Everything that depends on the reader's language. */
export interface Phrases {
  /** BCP 47, for `lang` and Intl */
  language: string
  say: Catalog
  count(forms: Plurals, n: number): string
  /** puts `value` where the phrase has `%s` */
  fill(phrase: string, value: string): string
}

/**
 * The first of `wanted` that we have a catalog for, else English. `ru-RU` finds `ru`; what is not a language tag is skipped.
 */
export function phrasesFor(wanted: readonly (string | null | undefined)[]): Phrases {
  for (const tag of wanted) {
    const language = tag ? canonical(tag) : null
    const catalog = language ? CATALOGS[baseOf(language)] : undefined
    if (language && catalog) return makePhrases(regional(language, wanted), catalog)
  }
  return makePhrases('en', en)
}

const baseOf = (language: string): string => language.split('-')[0] ?? ''

/** A page that says `en` means the language; how times are written is the reader's own: `en-GB` has no AM and PM. */
function regional(language: string, wanted: readonly (string | null | undefined)[]): string {
  if (language !== baseOf(language)) return language
  const readers = wanted.map((tag) => (tag ? canonical(tag) : null))
  return readers.find((tag) => tag?.startsWith(`${language}-`)) ?? language
}

function canonical(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0] ?? null
  } catch {
    return null
  }
}

function makePhrases(language: string, say: Catalog): Phrases {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  return {
    language,
    say,
    count: (forms, n) => (forms[rules.select(n)] ?? forms.other).replace('#', numbers.format(n)),
    fill: (phrase, value) => phrase.replace('%s', () => value),
  }
}
