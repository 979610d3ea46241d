import { expect, test } from 'bun:test'
import { isEmojiOnly } from './emoji-only.ts'

test.each([
  ['👍', true],
  ['👩‍👩‍👧👍🏽🇩🇪', true],
  ['❤️', true],
  ['👍👍👍👍', false],
  ['👍 ok', false],
  ['12', false],
  ['', false],
])('%j is large: %p', (text, large) => expect(isEmojiOnly(text)).toBe(large))
