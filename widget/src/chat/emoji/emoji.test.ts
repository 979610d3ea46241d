import { expect, test } from 'bun:test'
import { emoji as reaction } from '@imbachat/protocol'
import { ALL_EMOJI, inTone, SKIN_TONES } from './emoji-data.ts'
import { createEmojiMemory } from './emoji-memory.ts'
import { emojiByShortcode, emojiWords, findEmoji } from './emoji-words.ts'
import { suggestingAt } from './suggesting.ts'

const first = async (query: string, most = 10, language = 'en') =>
  (await findEmoji(query, language)).slice(0, most).map(({ emoji }) => emoji)

test('EMOJI-1 every emoji of the picker, in every skin tone, is one that the server takes as a reaction', () => {
  expect(ALL_EMOJI.length).toBeGreaterThan(1_800)
  const refused = ALL_EMOJI.flatMap((emoji) => SKIN_TONES.map((_, tone) => inTone(emoji, tone))).filter(
    (drawn) => !reaction.safeParse(drawn).success,
  )
  expect(refused).toEqual([])
})

test('EMOJI-1 every emoji has a name in every language', async () => {
  for (const language of ['en', 'ru-RU', 'ar', 'de', 'es', 'fr', 'nl']) {
    const words = await emojiWords(language)
    expect(ALL_EMOJI.filter((emoji) => words.nameOf(emoji) === '')).toEqual([])
  }
  const rocket = (await findEmoji('rocket', 'en'))[0]
  if (!rocket) throw new Error('there is no rocket')
  expect((await emojiWords('ru')).nameOf(rocket)).toBe('ракета')
})

test('EMOJI-2 emoji are found by English and Russian words and their beginnings, shortcodes first', async () => {
  expect(await first('rocket', 1)).toEqual(['🚀'])
  expect(await first('heart')).toContain('❤️')
  expect(await first('сердце', 30)).toContain('❤️')
  expect(await first('звёзд', 30)).toContain('⭐')
  expect(await first('thumbs up', 1)).toEqual(['👍'])
  expect(await first('+1', 1)).toEqual(['👍'])
  expect(await findEmoji('no such thing', 'en')).toEqual([])
  expect(await findEmoji('  ', 'en')).toEqual([])
  expect((await emojiByShortcode('tada'))?.emoji).toBe('🎉')
  expect(await emojiByShortcode('nothing_like_it')).toBeUndefined()
})

test('EMOJI-2 emoji are found by the reader’s own words, with or without accents, and by English ones', async () => {
  for (const [language, word, emoji] of [
    ['de', 'rakete', '🚀'],
    ['de', 'Bär', '🐻'],
    ['es', 'corazon', '❤️'],
    ['fr', 'fusée', '🚀'],
    ['fr', 'fusee', '🚀'],
    ['ar', 'صاروخ', '🚀'],
    ['en', 'صاروخ', '🚀'],
    ['de', 'rocket', '🚀'],
  ] as const) {
    expect([language, word, await first(word, 50, language)]).toEqual([language, word, expect.arrayContaining([emoji])])
  }
})

test('EMOJI-3 a word after a colon asks for suggestions, times and smileys do not', () => {
  expect(suggestingAt('so :smi', 7)).toEqual({ word: 'smi', ended: false, length: 4 })
  expect(suggestingAt(':heart_eyes:', 12)).toEqual({ word: 'heart_eyes', ended: true, length: 12 })
  expect(suggestingAt('(:сер', 5)).toEqual({ word: 'сер', ended: false, length: 4 })
  for (const text of ['10:30', '10:30:', 'a:bc', ':)', ':D', 'https://a', ': ab', ':a']) {
    expect([text, suggestingAt(text, text.length)]).toEqual([text, null])
  }
})

test('EMOJI-4 the last used emoji comes first, once, and outlives the page; a broken memory is empty', () => {
  const stored = new Map<string, string>()
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  } as Storage
  const memory = createEmojiMemory(storage)
  for (const emoji of ['👍', '🔥', '👍']) memory.used(emoji)
  memory.setTone(3)
  expect(createEmojiMemory(storage).recent.value).toEqual(['👍', '🔥'])
  expect(createEmojiMemory(storage).tone.value).toBe(3)
  stored.set('imbachat:emoji', '{"recent": ["<b>", 5, "👍"], "tone": 99}')
  expect(createEmojiMemory(storage).recent.value).toEqual(['👍'])
  expect(createEmojiMemory(storage).tone.value).toBe(0)
  stored.set('imbachat:emoji', 'no json')
  expect(createEmojiMemory(storage).recent.value).toEqual([])
  expect(createEmojiMemory(null).recent.value).toEqual([])
})
