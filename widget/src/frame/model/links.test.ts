import { describe, expect, test } from 'bun:test'
import { splitLinks } from './links.ts'

const urls = (text: string) => splitLinks(text).flatMap((part) => (part.url === undefined ? [] : [part.url]))

describe('these become links', () => {
  test.each([
    ['see https://shop.example/a?b=1#c', 'https://shop.example/a?b=1#c'],
    ['HTTP://SHOP.EXAMPLE', 'HTTP://SHOP.EXAMPLE'],
    ['write to anna@example.com', 'mailto:anna@example.com'],
    ['mailto:anna@example.com', 'mailto:anna@example.com'],
    ['example.com is enough', 'http://example.com'],
    ['(https://shop.example/a)', 'https://shop.example/a'],
    ['https://магазин.рф/путь', 'https://магазин.рф/путь'],
  ])('%s', (text, url) => expect(urls(text)).toEqual([url]))
})

describe('these stay text', () => {
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt://example.com/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'ftp://files.example.com/a',
    '//example.com/a',
    'file:///etc/passwd',
    'vbscript:msgbox',
    '<img src=x onerror=alert(1)>',
    'https://example.com/\u202egpj.exe',
    'https://\u2066evil.example\u2069/bank',
    'version 1.2.3',
    'just words',
    '',
  ])('%j', (text) => expect(splitLinks(text)).toEqual([{ text }]))
})

test('the parts joined are the message, to the letter', () => {
  const text = '  a https://x.example, b\n anna@example.com\t javascript:1 \u202e example.com/\u202e! '
  expect(
    splitLinks(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text)
})

test('a link shows what was written, so that it cannot read as another address', () => {
  expect(splitLinks('http://xn--80ak6aa92e.com')).toEqual([
    { text: 'http://xn--80ak6aa92e.com', url: 'http://xn--80ak6aa92e.com' },
  ])
})

test('a message of the greatest length made to be slow is split in time', () => {
  const started = performance.now()
  splitLinks('a@'.repeat(10_000))
  splitLinks('http://'.repeat(2_800))
  splitLinks('('.repeat(20_000))
  expect(performance.now() - started).toBeLessThan(1_000)
})
