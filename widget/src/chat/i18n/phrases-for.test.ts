import { describe, expect, test } from 'bun:test'
import { DEFAULT_WIDGET_SETTINGS, widgetSettings } from '@imbachat/protocol/http/widget/widget-settings'
import { LANGUAGES, type Language, languages } from '@imbachat/protocol/phrases/languages'
import { phrasesIn } from '@imbachat/protocol/phrases/phrase-changes'
import { allPhrases, laterIn } from './catalog.ts'
import { changed } from './changed-phrases.ts'
import type { Phrase } from './group.ts'
import { type Compiled, compile } from './message.ts'
import { phrasesFor } from './phrases-for.ts'
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
  expect(fill(say.typingOne, { name })).toBe(text)
})

/** Every message in every language, by its place. */
function messages(group: object, place = ''): [place: string, phrase: Phrase][] {
  return Object.entries(group).flatMap(([name, value]) =>
    Object.keys(value).every((one) => one in LANGUAGES)
      ? [[place + name, value] as [string, Phrase]]
      : messages(value, `${place}${name}.`),
  )
}

/** The values of a message, and the names of the cases of each plural in it. */
function shapeOf(compiled: Compiled, values = new Set<string>(), plurals: string[][] = []) {
  if (typeof compiled === 'string') for (const value of compiled.match(/\{\w+\}/g) ?? []) values.add(value)
  else {
    const cases = Object.keys(compiled)
    if (cases.some((name) => PLURAL.has(name))) plurals.push(cases)
    for (const one of Object.values(compiled)) shapeOf(one, values, plurals)
  }
  return { values, plurals }
}
const PLURAL = new Set(['zero', 'one', 'two', 'few', 'many'])

describe.each([...languages])('the phrases in %s', (language) => {
  test('LANG-3 phrases of each language have the values of English', () => {
    for (const [place, phrase] of messages(allPhrases)) {
      const english = [...shapeOf(compile(phrase.en)).values].sort()
      // one and two may be said without the number
      const own = [...shapeOf(compile(phrase[language])).values].sort()
      expect([place, own]).toEqual([place, english])
    }
  })

  test('LANG-3 phrases have the plural forms that numbers up to 200 ask for in the language, no others', () => {
    const rules = new Intl.PluralRules(language)
    const needed = new Set(Array.from({ length: 200 }, (_, index) => rules.select(index + 1))).add('other')
    for (const [place, phrase] of messages(allPhrases)) {
      for (const cases of shapeOf(compile(phrase[language])).plurals) {
        const own = cases.filter((name) => name !== 'zero')
        expect([place, own.toSorted()]).toEqual([place, [...needed].toSorted()])
      }
    }
  })

  test('LANG-3 phrases use the terms of the language', () => {
    for (const [place, phrase] of messages(allPhrases)) {
      for (const [term, but = []] of FORBIDDEN[language]) {
        const isUsed = term.test(phrase[language].replace(/\{\w+\}/g, '')) && !but.includes(place)
        expect([place, isUsed ? phrase[language] : '', term.source]).toEqual([place, '', term.source])
      }
    }
  })
})

/** Words that docs/spec/phrases.md gives up, and the places where they mean something else. */
const FORBIDDEN: Record<Language, [term: RegExp, but?: string[]][]> = {
  en: [[/dialog|\brooms?\b/i], [/\bpictures?\b/i], [/e-mail/i], [/'/]],
  ru: [[/диалог|комнат/i], [/\[а\]/], [/[“”]/]],
  ar: [[/فريق الإشراف/], [/[0-9]/]],
  de: [[/gelöst|Badge|\bDu\b|\bdein/i], [/"/]],
  es: [
    [/\bsalas?\b|\busted/i],
    [/"/],
    // one Spanish for both sides of the ocean
    [/vosotros|vuestr|vídeo|ordenador|computador|móvil|celular|fichero|agreg/i],
    [/\b(?:has|ha|han|hemos) (?:\p{L}+ )?\p{L}+(?:ado|ido|ído|to|cho)\b/iu],
  ],
  fr: [[/\bsalons?\b|(?<!\p{L})(?:tu|tes|toi)\s/iu], [/'/]],
}

describe('a message', () => {
  test.each([
    ['Pin', 'Pin'],
    ['{name} is typing', '{name} is typing'],
    ['{count, plural, one {# photo} other {# photos}}', { one: '{count} photo', other: '{count} photos' }],
    ['a {who, select, self {you} other {{actor}}} b', { self: 'a you b', other: 'a {actor} b' }],
    [
      '{who, select, self {you} other {{count, plural, one {#} other {all #}}}}',
      { self: 'you', other: { one: '{count}', other: 'all {count}' } },
    ],
  ])('a message of the catalog is compiled to a whole text for each case: %s', (message, compiled) => {
    expect(compile(message)).toEqual(compiled)
  })

  test.each([
    ['{name'],
    ['name}'],
    ['{count, plural, one {#}}'],
    ['{n, plural, other {#}}'],
    ['{count, plural, other {#} x}'],
    ['{at, date, short}'],
  ])('a message of the catalog with a fault does not compile: %s', (message) => {
    expect(() => compile(message)).toThrow()
  })
})

test('the numbers in a phrase are written as the language writes them', async () => {
  const { fill, later, loadLater } = await phrasesFor(['ar-EG'], sourceCatalogs)
  await loadLater()
  expect(later.value && fill(later.value.hitOf, { number: 3, total: 12 })).toBe('٣ من ١٢')
})

test('a name is put in as it is, whatever signs it has', async () => {
  const { fill, say } = await phrasesFor(['en'], sourceCatalogs)
  expect(fill(laterIn('en').requestInvited, { name: "$& $1 $'" })).toBe("$& $1 $' wants to message you")
  expect(fill(say.typingTwo, { name: '{other}', other: '$1' })).toBe('{other} and $1 are typing…')
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

  test('the owner’s words are those of the reader’s language, in the first view and later', async () => {
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
