import { type ReadonlySignal, signal } from '@preact/signals'
import type { Catalog, LaterCatalog } from './catalog.ts'
import { first as en } from './english-first.ts'
import type { Compiled, Message } from './message.ts'
import { withErrorTexts } from './with-error-texts.ts'

/** Addresses of the scripts of a language: of the first view, and of the rest. */
export type CatalogUrls = Readonly<Record<string, readonly [first: string, later: string]>>

/** English is in the bundle, since it replaces a catalog that can't be loaded; the server names the other languages. */
const laterEnglish = () => import('./english-later.ts')

/** Everything that depends on the reader's language. */
export interface Phrases {
  /** BCP 47, for `lang` and Intl */
  language: string
  say: Catalog
  /** null until `loadLater` has fetched it */
  later: ReadonlySignal<LaterCatalog | null>
  /** @throws if it can't be fetched now; the next call tries again */
  loadLater(): Promise<void>
  /** Puts the values in, numbers as the language writes them. `count` and `who` choose among the message's cases. */
  fill<V extends string>(message: Message<V>, values: Readonly<Record<V, string | number>>): string
}

/**
 * Phrases in the first language of `wanted` that has a catalog, else in English. `ru-RU` finds `ru`; an invalid
 * language tag is skipped.
 */
export async function phrasesFor(
  wanted: readonly (string | null | undefined)[],
  catalogs: CatalogUrls,
): Promise<Phrases> {
  const tags = wanted.map((tag) => (tag ? canonical(tag) : null))
  for (const language of tags) {
    if (!language) continue
    const base = baseOf(language)
    if (base === 'en') return makePhrases(regional(language, tags), en, laterEnglish)
    const [first, later] = catalogs[base] ?? []
    if (first && later) {
      return import(first).then(
        (script: { first: Catalog }) => makePhrases(regional(language, tags), script.first, () => import(later)),
        () => english,
      )
    }
  }
  return english
}

const baseOf = (language: string): string => language.split('-')[0] ?? ''

/** A page that says `en` means the language; how times are written is the reader's own: `en-GB` has no AM and PM. */
function regional(language: string, tags: readonly (string | null)[]): string {
  return tags.find((tag) => tag?.startsWith(`${language}-`)) ?? language
}

function canonical(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0] ?? null
  } catch {
    return null
  }
}

/** Hebrew, Arabic, and scripts written like them. */
const RTL_LETTER = /[\u05d0-\u08ff]/

type Values = Readonly<Record<string, string | number>>

function makePhrases(language: string, say: Catalog, fetchLater: () => Promise<{ later: LaterCatalog }>): Phrases {
  const later = signal<LaterCatalog | null>(null)
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  const isRtl = language.startsWith('ar')
  /** A name that runs against the phrase leaves the order of the words around it alone. */
  const isolated = (value: string) => (RTL_LETTER.test(value) === isRtl ? value : `\u2068${value}\u2069`)
  return {
    language,
    say,
    later,
    async loadLater() {
      later.value ??= withErrorTexts((await fetchLater()).later)
    },
    fill(message, values: Values) {
      let text = message as unknown as Compiled
      while (typeof text === 'object') {
        text = text[values.who as string] ?? text[rules.select(values.count as number)] ?? (text.other as Compiled)
      }
      return text.replace(/{(\w+)}/g, (_, name) =>
        typeof values[name] === 'number' ? numbers.format(values[name]) : isolated(values[name] as string),
      )
    },
  }
}

const english = makePhrases('en', en, laterEnglish)
