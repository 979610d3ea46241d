import { windowPhrasesIn } from '@imbachat/protocol/phrases/window-phrases'
import { firstIn, laterIn } from '../../widget/src/chat/i18n/catalog.ts'

/** A text as the chat has it in English → as a visitor reads it. */
export type Words = (english: string) => string

export const inEnglish: Words = (english) => english

/** Of phrases that are the same in English, the one of the first view. @throws if the chat says no such thing */
export async function phrasesIn(language: 'ar' | 'de' | 'ru'): Promise<Words> {
  const found = new Map<string, string>()
  pair(
    [firstIn('en'), laterIn('en'), windowPhrasesIn('en')],
    [firstIn(language), laterIn(language), windowPhrasesIn(language)],
  )
  return (english) => {
    const text = found.get(english)
    if (text === undefined) throw new Error(`the chat has no text ${JSON.stringify(english)}`)
    return text
  }

  function pair(english: unknown, other: unknown): void {
    if (typeof english === 'string' && typeof other === 'string') found.set(english, found.get(english) ?? other)
    else if (typeof english === 'object' && english !== null)
      for (const [key, value] of Object.entries(english)) pair(value, (other as Record<string, unknown>)?.[key])
  }
}
