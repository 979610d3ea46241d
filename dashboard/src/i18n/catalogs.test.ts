import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { widgetSettings } from '@imbachat/protocol/http/widget/widget-settings'
import { type Argument, argumentsOf } from '@imbachat/protocol/phrases/icu-message'
import type { ConnectionWarning } from '@imbachat/server/site/check/connection-report'
import type { SiteProblem } from '@imbachat/server/site/check/site-problem'
import { siteFindingsRu } from './findings-ru.ts'
import type { Phrases } from './index.ts'

// the catalogs begin with the browser's language
Object.defineProperty(navigator, 'languages', { value: ['en'], configurable: true })
const { t: tSetting } = await import('../screens/widget/settings/phrases.ts')

/** Every argument of a message, those of its plural forms too. */
const everyArgument = (message: string): Argument[] =>
  argumentsOf(message).flatMap((one) => [one, ...Object.values(one.cases).flatMap(everyArgument)])
const valuesOf = (message: string) => [...new Set(everyArgument(message).map(({ name }) => name))].sort()

/** Every catalog, in whatever file: no list has to be kept. */
async function everyCatalog(): Promise<[string, Phrases<string>['catalogs']][]> {
  const root = join(import.meta.dir, '..')
  const found: [string, Phrases<string>['catalogs']][] = []
  for (const path of new Bun.Glob('**/*.{ts,tsx}').scanSync(root)) {
    const source = await Bun.file(join(root, path)).text()
    const made = source.match(/= phrasesOf\(/g)
    if (made === null) continue
    const exported = Object.values<unknown>(await import(join(root, path)))
    const catalogs = exported.filter((it): it is Phrases<string> => typeof it === 'function' && 'catalogs' in it)
    expect([path, catalogs.length]).toEqual([path, made.length])
    for (const phrases of catalogs) found.push([path, phrases.catalogs])
  }
  return found
}

describe('the catalogs', () => {
  test('the catalogs have every phrase in both languages, with the same values', async () => {
    const catalogs = await everyCatalog()
    expect(catalogs.length).toBeGreaterThan(30)
    for (const [path, { en, ru }] of catalogs) {
      for (const [key, phrase] of Object.entries(en)) {
        expect([path, key, ru[key] ?? '']).not.toEqual([path, key, ''])
        expect([path, key, valuesOf(ru[key] ?? '')]).toEqual([path, key, valuesOf(phrase)])
      }
    }
  })

  test('name each plural form by its CLDR category, and have all that the language has', async () => {
    let plurals = 0
    for (const [path, catalogs] of await everyCatalog()) {
      for (const [language, phrases] of Object.entries(catalogs)) {
        const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions()
        for (const [key, phrase] of Object.entries(phrases)) {
          for (const { kind, cases } of everyArgument(phrase)) {
            if (kind !== 'plural') continue
            plurals++
            const named = Object.keys(cases).filter((form) => !form.startsWith('='))
            expect([path, key, named.sort()]).toEqual([path, key, [...pluralCategories].sort()])
          }
        }
      }
    }
    expect(plurals).toBeGreaterThan(20)
  })

  test('the catalogs have a phrase for each choice of a setting', () => {
    for (const [name, schema] of Object.entries(widgetSettings.shape)) {
      if (!('options' in schema)) continue
      for (const choice of schema.options) expect(tSetting.has(`settings.${name}_${choice}`)).toBe(true)
    }
  })

  test('Russian has words for everything that the server finds out about a site', () => {
    // A code that the server learns and this list lacks is a type error.
    const codes: Record<SiteProblem['code'] | ConnectionWarning['code'], true> = {
      no_url: true,
      invalid_url: true,
      address_not_allowed: true,
      dns: true,
      refused: true,
      closed: true,
      timeout: true,
      too_large: true,
      protocol: true,
      busy: true,
      breaker_open: true,
      tls: true,
      redirect: true,
      unauthorized: true,
      http_status: true,
      empty_answer: true,
      not_json: true,
      web_page: true,
      no_array: true,
      missing_name: true,
      no_decision: true,
      noise: true,
      user_missing: true,
      nameless: true,
      unusable_entries: true,
      previous_password: true,
      avatar_not_https: true,
      ids_in_path: true,
      broken_characters: true,
      charset_guessed: true,
      nobody: true,
    }
    expect(Object.keys(siteFindingsRu).sort()).toEqual(Object.keys(codes).sort())
  })
})
