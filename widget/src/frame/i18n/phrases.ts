import { type Catalog, en } from './en.ts'
import type { Plurals } from './plural.ts'

/** English is in the bundle, since it stands in for what can't be had; the others are fetched by who reads them. */
const CATALOGS: Readonly<Record<string, () => Promise<Catalog>>> = {
  en: async () => en,
  ru: async () => (await import('./ru.ts')).ru,
}

/** Everything that depends on the reader's language. */
export interface Phrases {
  /** BCP 47, for `lang` and Intl */
  language: string
  say: Catalog
  count(forms: Plurals, n: number): string
  /** puts the values where the phrase has `%s`, in their order */
  fill(phrase: string, ...values: string[]): string
}

/**
 * In the first of `wanted` that there is a catalog for, else in English. `ru-RU` finds `ru`; what is not a language tag is skipped.
 */
export async function phrasesFor(wanted: readonly (string | null | undefined)[]): Promise<Phrases> {
  for (const tag of wanted) {
    const language = tag ? canonical(tag) : null
    const catalog = language ? CATALOGS[baseOf(language)] : undefined
    if (language && catalog) {
      return catalog().then(
        (catalog) => makePhrases(regional(language, wanted), catalog),
        () => english,
      )
    }
  }
  return english
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
    fill(phrase, ...values) {
      let next = 0
      return phrase.replace(/%s/g, () => values[next++] ?? '')
    },
  }
}

const english = makePhrases('en', en)
