import { expect, test } from 'bun:test'
import { durationText, sizeText, splitName } from './file-text.ts'

test.each([
  ['holiday photos of the summer.jpeg', 'holiday photos of the su', 'mmer.jpeg'],
  ['a.txt', '', 'a.txt'],
  ['README', 'RE', 'ADME'],
  ['.bashrc', '.ba', 'shrc'],
  ['strange.name with a dot', 'strange.name with a', ' dot'],
])('%p can be cut in its middle only', (name, start, end) => expect(splitName(name)).toEqual([start, end]))

test.each([
  [0, 'en', '0 bytes'],
  [1, 'en', '1 byte'],
  [999, 'en', '999 bytes'],
  [5, 'ru', '5 байт'],
  [1_440, 'en', '1.4 kB'],
  [12_345_678, 'en', '12 MB'],
  // the owner's 50 MB
  [52_428_800, 'en', '50 MB'],
  [3_200_000_000, 'en', '3 GB'],
  [1_440_000, 'ru', '1,4 МБ'],
])('%d bytes in %s are %s', (bytes, language, text) => expect(sizeText(bytes, language)).toBe(text))

test.each([
  [0, '0:00'],
  [7_400, '0:07'],
  [59_600, '1:00'],
  [750_000, '12:30'],
  [3_723_000, '1:02:03'],
])('%d ms are %s', (ms, text) => expect(durationText(ms)).toBe(text))
