import { describe, expect, test } from 'bun:test'
import { en } from './en.ts'
import { enFiles } from './en-files.ts'
import { enLater } from './en-later.ts'
import { enTalk } from './en-talk.ts'
import { phrasesFor } from './phrases.ts'
import { ru } from './ru.ts'
import { ruFiles } from './ru-files.ts'
import { ruLater } from './ru-later.ts'
import { ruTalk } from './ru-talk.ts'

describe('the language is the first named one that the chat speaks', () => {
  test.each([
    [['ru'], 'ru'],
    [['ru_RU'], 'ru-RU'],
    [['de', 'ru', 'en'], 'ru'],
    [[null, undefined, 'en-GB'], 'en-GB'],
    [['not a language!', 'ru'], 'ru'],
    [['de'], 'en'],
    [[], 'en'],
  ])('%j → %s', async (wanted, language) => expect((await phrasesFor(wanted)).language).toBe(language))

  test('a bare language takes the region of the reader', async () => {
    expect((await phrasesFor(['en', null, 'de-DE', 'en-GB'])).language).toBe('en-GB')
  })
})

test('every phrase with a place for a name has it in both languages', () => {
  const all = { en: { ...en, ...enLater, ...enFiles, ...enTalk }, ru: { ...ru, ...ruLater, ...ruFiles, ...ruTalk } }
  for (const key of Object.keys(all.en) as (keyof typeof all.en)[]) {
    const [english, russian] = [all.en[key], all.ru[key]]
    if (typeof english !== 'string' || typeof russian !== 'string') continue
    expect([key, russian.split('%s').length]).toEqual([key, english.split('%s').length])
  }
})

test('a name is put in as it is, whatever signs it has', async () => {
  const { fill, say } = await phrasesFor(['en'])
  expect(fill(enLater.requestInvited, "$& $1 $'")).toBe("$& $1 $' wants to message you")
  expect(fill(say.typingTwo, '%s', '$1')).toBe('%s and $1 are typing…')
})

test('the later phrases come in the same language', async () => {
  const phrases = await phrasesFor(['ru'])
  expect(phrases.later.value).toBeNull()
  await phrases.loadLater()
  expect(phrases.later.value).toMatchObject({ ...ruLater, ...ruFiles })
})
