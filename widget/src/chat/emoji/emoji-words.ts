import { type Language, languages } from '@imbachat/protocol/phrases/languages'
import { ALL_EMOJI, type Emoji } from './emoji-data.ts'

/** Names of all emoji in one language, and what finds them. */
export interface EmojiWords {
  nameOf(emoji: Emoji): string
  /** those with a word that begins like each word of the query: by shortcode first, then by name */
  find(query: string): Emoji[]
  /** the emoji that this shortcode names exactly */
  byShortcode(code: string): Emoji | undefined
}

/** Written by `tools/emoji/write-emoji-data.ts`: a line for each of `EMOJI_LIST`. */
const SOURCES = {
  en: () => import('./words-en.json'),
  ru: () => import('./words-ru.json'),
  ar: () => import('./words-ar.json'),
  de: () => import('./words-de.json'),
  es: () => import('./words-es.json'),
  fr: () => import('./words-fr.json'),
} as const satisfies Record<Language, unknown>

const loading = new Map<Language, Promise<EmojiWords>>()

/** Fetched once. Rejects if it can't be had now; the next call tries again. */
function load(language: Language): Promise<EmojiWords> {
  const known = loading.get(language)
  if (known) return known
  const words = SOURCES[language]().then(({ default: lines }) => createEmojiWords(lines))
  loading.set(language, words)
  words.catch(() => loading.delete(language))
  return words
}

const sourceOf = (language: string): Language => languages.find((one) => language.startsWith(one)) ?? 'en'

/** In the reader's language, else in English. */
export const emojiWords = (language: string): Promise<EmojiWords> => load(sourceOf(language))

/**
 * Finds emoji by words of the reader's language, then of English. Russian and Arabic words are recognized by their
 * letters in every language.
 */
export async function findEmoji(query: string, language: string): Promise<Emoji[]> {
  if (/\p{Script=Cyrillic}/u.test(query)) return (await load('ru')).find(query)
  if (/\p{Script=Arabic}/u.test(query)) return (await load('ar')).find(query)
  const sources = [...new Set<Language>([sourceOf(language), 'en'])]
  const found = await Promise.all(sources.map(async (source) => (await load(source)).find(query)))
  return [...new Set(found.flat())]
}

/** Shortcodes are English in every language. */
export const emojiByShortcode = async (code: string): Promise<Emoji | undefined> => (await load('en')).byShortcode(code)

/** @param lines one for each emoji: name, more words, shortcodes */
export function createEmojiWords(lines: readonly string[]): EmojiWords {
  const names: string[] = []
  /** each word stands behind a space, those of the name before the bar */
  const found: string[] = []
  const codes = new Map<string, number>()
  for (const [index, line] of lines.entries()) {
    const [name = '', words = '', shortcodes = ''] = line.split('|')
    names.push(name)
    for (const code of shortcodes.split(' ')) if (code) codes.set(code, index)
    found.push(` ${plain(`${shortcodes} ${name}`)} | ${plain(words)}`)
  }
  return {
    nameOf: ({ index }) => names[index] ?? '',
    find(query) {
      const wanted = plain(query).split(' ').filter(Boolean)
      if (wanted.length === 0) return []
      const ranked: [byCode: Emoji[], byName: Emoji[], byMore: Emoji[]] = [[], [], []]
      for (const emoji of ALL_EMOJI) {
        const words = found[emoji.index] ?? ''
        if (!wanted.every((word) => words.includes(` ${word}`))) continue
        const place = words.indexOf(` ${wanted[0]}`)
        const rank = words.startsWith(wanted.join(' '), 1) ? 0 : place < words.indexOf('|') ? 1 : 2
        ranked[rank].push(emoji)
      }
      return ranked.flat()
    },
    byShortcode: (code) => ALL_EMOJI[codes.get(code) ?? -1],
  }
}

const plain = (words: string) =>
  words
    .toLowerCase()
    // ё is found by е, é by e, أ by ا
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}+]+/gu, ' ')
    .trim()
