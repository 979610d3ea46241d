import { describe, expect, test } from 'bun:test'
import { type Language, languages } from '@imbachat/protocol/languages'
import { later as laterEnglish } from './en/all.ts'
import { first as english } from './en/first.ts'
import { enLater } from './en/later.ts'
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
    for (const [path, text] of texts({ ...english, later: laterEnglish })) {
      // a language has plural forms of its own
      if (/\.(?:one|other)$/.test(path)) continue
      expect([path, places(own.get(path) ?? 'missing')]).toEqual([path, places(text)])
    }
  })

  test('has every plural form that the language needs', async () => {
    const phrases = await phrasesFor([language], sourceCatalogs)
    await phrases.loadLater()
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    for (const [path, text] of texts({ ...phrases.say, later: phrases.later.value })) {
      if (!path.endsWith('.other')) continue
      expect([path, text.length > 0, forms.length > 0]).toEqual([path, true, true])
    }
    expect(phrases.count({ one: '1', other: '#' }, 5)).toBe(new Intl.NumberFormat(language).format(5))
  })
})

test('a name is put in as it is, whatever signs it has', async () => {
  const { fill, say } = await phrasesFor(['en'], sourceCatalogs)
  expect(fill(enLater.requestInvited, "$& $1 $'")).toBe("$& $1 $' wants to message you")
  expect(fill(say.typingTwo, '%s', '$1')).toBe('%s and $1 are typing…')
})

test('the later phrases come in the same language', async () => {
  const phrases = await phrasesFor(['ru'], sourceCatalogs)
  expect(phrases.later.value).toBeNull()
  await phrases.loadLater()
  expect(phrases.later.value?.reply).toBe('Ответить')
})
