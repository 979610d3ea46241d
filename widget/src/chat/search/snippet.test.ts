import { expect, test } from 'bun:test'
import { snippetOf } from './snippet.ts'

const shown = (text: string, ...ranges: [number, number][]) =>
  snippetOf({ message: { text } as never, ranges })
    .map((part) => (part.found ? `[${part.text}]` : part.text))
    .join('')

test('a short text is shown whole, with what was found', () => {
  expect(shown('An anchor and two anchors', [3, 6], [18, 7])).toBe('An [anchor] and two [anchors]')
})

test('a long text is shown from a little before the first found word, beginning with a whole word', () => {
  const text = `${'word '.repeat(100)}anchor ${'after '.repeat(100)}`
  const snippet = shown(text, [500, 6])
  expect(snippet).toStartWith('…word ')
  expect(snippet).toContain('[anchor]')
  expect(snippet).toEndWith('…')
  expect(snippet.length).toBeLessThan(180)
})

test('line breaks become spaces, and an emoji is not cut', () => {
  expect(shown('one\n\ntwo', [5, 3])).toBe('one [two]')
  const emoji = '🙂'.repeat(40)
  expect(shown(`${emoji}anchor`, [80, 6]).isWellFormed()).toBe(true)
})

test('a message that was found by the name of its file has no places', () => {
  expect(shown('')).toBe('')
})
