import { expect, test } from 'bun:test'
import { firstLink } from './first-link.ts'

test.each([
  ['see https://example.com/a?b=1#c, and http://other.example', 'https://example.com/a?b=1#c'],
  ['www.example.com.', 'https://www.example.com/'],
  ['(https://example.com/a_(b))', 'https://example.com/a_(b)'],
  ['(see https://example.com)', 'https://example.com/'],
  ['«https://пример.рф/путь»', 'https://xn--e1afmkfd.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C'],
])('PREVIEW-1 the first link of %j is %s', (text, url) => {
  expect(firstLink({ text })).toBe(url)
})

test.each([
  'no link',
  'ftp://example.com',
  'javascript://example.com/%0aalert(1)',
  'https://user:password@example.com/',
  'https://shop.example/#imbachat-m=1.2',
  `https://example.com/${'a'.repeat(2_000)}`,
  'https://',
  'a@www.example.com',
])('PREVIEW-1 %j has no link of a page', (text) => {
  expect(firstLink({ text })).toBeNull()
})

test('PREVIEW-1 a link in code has no preview, and one behind other words has', () => {
  const text = 'https://one.example and two'
  expect(firstLink({ text, entities: [{ type: 'code', offset: 0, length: 19 }] })).toBeNull()
  const link = { type: 'link' as const, offset: 24, length: 3, url: 'https://two.example/' }
  expect(firstLink({ text: 'nothing here but two words', entities: [link] })).toBe('https://two.example/')
})
