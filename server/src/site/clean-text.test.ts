import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { cleanLine } from './clean-text.ts'

test.each([
  ['  Ann  Smith\n', 'Ann Smith'],
  ['Ann\u202eevil', 'Annevil'],
  ['\u2066Ann\u2069', 'Ann'],
  ['A\u0000n\u001bn', 'A n n'],
  ['\u200b\ufeff', ''],
  // Hangul filler, Braille blank, zero width joiner
  ['\u3164', ''],
  ['\u2800\u200d', ''],
  ['Ann\ud800', 'Ann\ufffd'],
  ['Tom &amp; <b>Ann</b>', 'Tom &amp; <b>Ann</b>'],
  ['👩‍👧', '👩‍👧'],
  ['Артём', 'Артём'],
  ['می‌خواهم', 'می‌خواهم'],
])('%j is shown as %j', (given, shown) => {
  expect(cleanLine(given, 200)).toBe(shown)
})

test('long text is cut between characters, never inside one', () => {
  expect(cleanLine('😀'.repeat(300), 200)).toBe('😀'.repeat(200))
})

test('any input gives well-formed, short text on one line, without marks that change the text direction', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      const line = cleanLine(text, 200)
      expect(line.isWellFormed()).toBe(true)
      expect([...line].length).toBeLessThanOrEqual(200)
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
      expect(cleanLine(line, 200)).toBe(line)
    }),
  )
})
