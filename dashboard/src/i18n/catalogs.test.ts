import { describe, expect, test } from 'bun:test'
import { widgetSettings } from '@imbachat/protocol/http/widget-settings'
import type { ConnectionWarning } from '@imbachat/server/site/connection-report'
import type { SiteProblem } from '@imbachat/server/site/site-problem'
import { en } from './en.ts'
import { fill } from './fill.ts'
import { siteFindingsRu } from './findings-ru.ts'
import { ru } from './ru.ts'

const marks = (phrase: string) => [...phrase.matchAll(/\{\w+\}/g)].map(([mark]) => mark).sort()

describe('the catalogs', () => {
  test('say every phrase in both languages, with the same marks', () => {
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      expect(ru[key], key).not.toBe('')
      expect(marks(ru[key]), key).toEqual(marks(en[key]))
    }
  })

  test('have a phrase for each choice of a setting', () => {
    for (const [name, schema] of Object.entries(widgetSettings.shape)) {
      if (!('options' in schema)) continue
      for (const choice of schema.options) expect(Object.keys(en)).toContain(`settings.${name}_${choice}`)
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

describe('a phrase with a number', () => {
  test.each([
    ['en', 0, '0 days'],
    ['en', 1, '1 day'],
    ['en', '1,001', '1,001 days'],
    ['ru', 1, '1 день'],
    ['ru', 3, '3 дня'],
    ['ru', 11, '11 дней'],
    ['ru', '1\u00a0022', '1\u00a0022 дня'],
  ] as const)('%s: %p is %s', (language, count, text) => {
    const said = { en: '{count} {count:day|days}', ru: '{count} {count:день|дня|дней}' }
    expect(fill(said[language], { count }, language)).toBe(text)
  })
})
