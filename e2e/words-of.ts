import { windowPhrasesIn } from '@imbachat/protocol/window-phrases'
import { later } from '../widget/src/chat/i18n/en/all.ts'
import { first } from '../widget/src/chat/i18n/en/first.ts'

/** A text as the chat has it in English → as a visitor reads it. */
export type Words = (english: string) => string

export const inEnglish: Words = (english) => english

/** @throws if the chat says no such thing */
export async function wordsOf(language: 'ar' | 'ru'): Promise<Words> {
  const catalog = (part: string) => import(`../widget/src/chat/i18n/${language}/${part}.ts`)
  const found = new Map<string, string>()
  pair(
    [first, later, windowPhrasesIn('en')],
    [(await catalog('first')).first, (await catalog('all')).later, windowPhrasesIn(language)],
  )
  return (english) => {
    const text = found.get(english)
    if (text === undefined) throw new Error(`the chat has no text ${JSON.stringify(english)}`)
    return text
  }

  function pair(english: unknown, other: unknown): void {
    if (typeof english === 'string' && typeof other === 'string') found.set(english, other)
    else if (typeof english === 'object' && english !== null)
      for (const [key, value] of Object.entries(english)) pair(value, (other as Record<string, unknown>)?.[key])
  }
}
