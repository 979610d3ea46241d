import { expect, test } from 'bun:test'
import { languages } from './languages.ts'
import { ownWindowPhrases, WINDOW_PLACE } from './own-window-phrases.ts'
import { phrasesIn } from './phrase-changes.ts'
import { windowPhrasesIn } from './window-phrases.ts'

test('LOOK-3 launcher and window speak each language of the chat, with the mark of the number', () => {
  for (const language of languages) {
    const texts = phrasesIn(windowPhrasesIn(language), WINDOW_PLACE)
    expect(texts.map(([place]) => place)).toContain('window.open')
    expect(texts.filter(([, text]) => text.trim() === '')).toEqual([])
    expect(windowPhrasesIn(language).unread).toContain('{count}')
  }
  expect(windowPhrasesIn('fr-CA').retry).toBe('Réessayer')
  expect(windowPhrasesIn('constructor').retry).toBe('Retry')
})

test('LOOK-3 the owner’s words stand in their place, and what would lose a number does not', () => {
  const changes = { en: { 'window.open': 'Talk to us', 'window.unread': 'New', online: 'here' }, ru: { online: 'тут' } }
  const own = ownWindowPhrases(changes)
  expect(own).toEqual({ en: { open: 'Talk to us' } })
  expect(windowPhrasesIn('en-GB', own)).toMatchObject({
    open: 'Talk to us',
    unread: 'Unread: {count}',
    shut: 'Close chat',
  })
  expect(windowPhrasesIn('ru', own).open).toBe('Открыть чат')
  expect(ownWindowPhrases({ ru: { online: 'тут' } })).toBeUndefined()
})
