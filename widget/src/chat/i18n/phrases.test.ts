import { describe, expect, test } from 'bun:test'
import { DEFAULT_WIDGET_SETTINGS, widgetSettings } from '@imbachat/protocol/http/widget-settings'
import { type Language, languages } from '@imbachat/protocol/languages'
import { phrasesIn } from '@imbachat/protocol/phrase-changes'
import { firstIn, laterIn } from './catalog.ts'
import { changed } from './changed-phrases.ts'
import { phrasesFor } from './phrases.ts'
import { sourceCatalogs } from './testing.ts'

describe('the language is the first named one that the chat speaks', () => {
  test.each([
    [['ru'], 'ru'],
    [['ru_RU'], 'ru-RU'],
    [['it', 'ru', 'en'], 'ru'],
    [[null, undefined, 'en-GB'], 'en-GB'],
    [['not a language!', 'ru'], 'ru'],
    [['ar-EG'], 'ar-EG'],
    [['it'], 'en'],
    [[], 'en'],
  ])('%j → %s', async (wanted, language) => expect((await phrasesFor(wanted, sourceCatalogs)).language).toBe(language))

  test('a bare language takes the region of the reader', async () => {
    expect((await phrasesFor(['en', null, 'de-DE', 'en-GB'], sourceCatalogs)).language).toBe('en-GB')
  })

  test('a catalog that can not be fetched leaves English', async () => {
    expect((await phrasesFor(['ru'], { ru: ['./no/such.ts', './no/such.ts'] })).language).toBe('en')
  })
})

test.each([
  ['en', 'Boris', 'Boris is typing…'],
  ['en', 'بوريس', '\u2068بوريس\u2069 is typing…'],
  ['ar', 'Boris', '\u2068Boris\u2069 يكتب…'],
  ['ar', 'بوريس', 'بوريس يكتب…'],
])('LANG-5 in %s, a name that runs against the phrase is isolated: %s', async (language, name, text) => {
  const { fill, say } = await phrasesFor([language], sourceCatalogs)
  expect(fill(say.typingOne, name)).toBe(text)
})

/** Every text of a catalog, by its path. */
function texts(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(value as object).flatMap(([key, part]) => texts(part, `${path}.${key}`))
}

/** `%s` and `#`, in the order of the text. */
const places = (text: string) => text.match(/%s/g)?.length ?? 0

describe.each(languages.filter((language) => language !== 'en'))('the catalog %s', (language: Language) => {
  test('LANG-3 has each phrase of English, with as many places for names', async () => {
    const phrases = await phrasesFor([language], sourceCatalogs)
    await phrases.loadLater()
    const own = new Map(texts({ ...phrases.say, later: phrases.later.value }))
    for (const [path, text] of texts({ ...firstIn('en'), later: laterIn('en') })) {
      // a language has plural forms of its own
      if (/\.(?:one|other)$/.test(path)) continue
      expect([path, places(own.get(path) ?? 'missing')]).toEqual([path, places(text)])
    }
  })

  test('LANG-3 has every plural form that a whole number asks for, or one form for all', async () => {
    const phrases = await phrasesFor([language], sourceCatalogs)
    await phrases.loadLater()
    const rules = new Intl.PluralRules(language)
    const needed = new Set(Array.from({ length: 200 }, (_, index) => rules.select(index + 1)))
    for (const [path, forms] of countedForms({ ...phrases.say, later: phrases.later.value })) {
      const given = Object.keys(forms)
      if (given.length === 1) continue
      expect([path, [...needed].filter((form) => !given.includes(form))]).toEqual([path, []])
    }
  })
})

/** Phrases that have a number in them: their plural forms, by their path. */
function countedForms(value: unknown, path = ''): [path: string, forms: Record<string, string>][] {
  if (typeof value !== 'object' || value === null) return []
  const { other } = value as { other?: unknown }
  if (typeof other === 'string' && other.includes('#')) return [[path, value as Record<string, string>]]
  return Object.entries(value).flatMap(([key, part]) => countedForms(part, `${path}.${key}`))
}

test('a name is put in as it is, whatever signs it has', async () => {
  const { fill, say } = await phrasesFor(['en'], sourceCatalogs)
  expect(fill(laterIn('en').requestInvited, "$& $1 $'")).toBe("$& $1 $' wants to message you")
  expect(fill(say.typingTwo, '%s', '$1')).toBe('%s and $1 are typing…')
})

test('the later phrases come in the same language', async () => {
  const phrases = await phrasesFor(['ru'], sourceCatalogs)
  expect(phrases.later.value).toBeNull()
  await phrases.loadLater()
  expect(phrases.later.value?.reply).toBe('Ответить')
})

describe('LOOK-3 the owner’s words', () => {
  test('every phrase of every language can be named by the setting', async () => {
    for (const language of languages) {
      const phrases = await phrasesFor([language], sourceCatalogs)
      await phrases.loadLater()
      const places = phrasesIn({ ...phrases.say, ...phrases.later.value })
      expect(places.length).toBeGreaterThan(300)
      for (const [place, text] of places) {
        const own = { ...DEFAULT_WIDGET_SETTINGS, phrases: { [language]: { [place]: text } } }
        expect([language, place, widgetSettings.safeParse(own).success]).toEqual([language, place, true])
      }
    }
  })

  test('are those of the reader’s language, in the first view and later', async () => {
    const plain = await phrasesFor(['ru-RU'], sourceCatalogs)
    const changes = { ru: { online: 'на связи', reply: 'Ответ' }, en: { online: 'here' } }
    const phrases = changed(plain, changes)
    expect(phrases.say.online).toBe('на связи')
    expect(phrases.later.value).toBeNull()
    await phrases.loadLater()
    expect(phrases.later.value?.reply).toBe('Ответ')
    expect(plain.later.value?.reply).toBe('Ответить')
    expect(changed(await phrasesFor(['de'], sourceCatalogs), changes).say.online).toBe('online')
  })
})
