import { expect, test } from 'bun:test'
import type { Entity } from '@imbachat/protocol'
import { maskByPolicy } from './mask-message.ts'
import { maskText, type Span } from './mask-text.ts'

const spanOf = (text: string, word: string): Span => ({
  start: text.indexOf(word),
  end: text.indexOf(word) + word.length,
})

test('SAFE-16 listed words become asterisks, one for each character', () => {
  const text = 'What a DAMN day, чёрт!'
  const masks = [spanOf(text, 'DAMN'), spanOf(text, 'чёрт')]
  const stored = maskByPolicy({ text, parts: {} }, masks, { mask_contacts: 'off' })
  expect(stored).toEqual({ text: 'What a **** day, ****!', parts: { masked: 'words' } })
})

test('SAFE-14 the masked text comes beside the text', () => {
  const text = 'damn, call +7 916 123-45-67'
  const stored = maskByPolicy({ text, parts: {} }, [spanOf(text, 'damn')], { mask_contacts: 'until_accepted' })
  expect(stored).toEqual({
    text: '****, call +7 916 123-45-67',
    parts: { masked: 'words' },
    masked: { text: '****, call •••', parts: { masked: 'contacts' }, where: 'requests' },
  })
  expect(maskByPolicy({ text: 'hello', parts: {} }, [], { mask_contacts: 'dialogs' })).toEqual({
    text: 'hello',
    parts: {},
  })
})

test('SAFE-14 a link whose address the text does not show is removed', () => {
  const link: Entity = { type: 'link', offset: 0, length: 4, url: 'https://example.com/' }
  const bold: Entity = { type: 'bold', offset: 5, length: 2 }
  const stored = maskByPolicy({ text: 'look at it', parts: { entities: [link, bold] } }, [], {
    mask_contacts: 'dialogs',
  })
  expect(stored.parts).toEqual({ entities: [link, bold] })
  expect(stored.masked).toEqual({
    text: 'look at it',
    parts: { entities: [bold], masked: 'contacts' },
    where: 'dialogs',
  })
})

test('SAFE-14 formatting stays at its words, and takes in the whole of what it cut', () => {
  const text = 'one 12345 two 678 three'
  const bold = (word: string): Entity => ({ type: 'bold', offset: text.indexOf(word), length: word.length })
  const spans: Span[] = [
    { start: 14, end: 17 },
    { start: 4, end: 9 },
  ]
  const parts = { entities: ['one', 'two', 'three', '345 two 6', '12345', 'one 12345 two 678 three'].map(bold) }
  const result = maskText({ text, parts }, spans, () => '•••')
  expect(result.text).toBe('one ••• two ••• three')
  const shown = result.parts.entities?.map(({ offset, length }) => result.text.slice(offset, offset + length))
  expect(shown).toEqual(['one', 'two', 'three', '••• two •••', '•••', 'one ••• two ••• three'])
})
