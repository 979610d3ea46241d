import { describe, expect, test } from 'bun:test'
import { cpuTime } from '../../../../sdk/src/testing/cpu-time.ts'
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
    ['https://магазин.example/', 'https://магазин.example/'],
    ['https://bücher.example/', 'https://bücher.example/'],
    ['https://例え.jp/a', 'https://例え.jp/a'],
    ['http://shop-1.example:8080/a@b/\u2215', 'http://shop-1.example:8080/a@b/\u2215'],
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
    'https://bank.example\u2215login.evil.example',
    'https://bank.example\u2044login.evil.example/a',
    'https://bank.example\u29f8login.evil.example',
    'https://bank.example\uff0flogin.evil.example',
    'https://bank\u2024example.evil.example',
    'https://bank\uff0eexample.evil.example',
    'https://bank\ua4f8example.evil.example',
    'https://bank.example\u30cea.evil.example',
    'https://ba\u200bnk.example/a',
    'https://ba\u200dnk.example',
    'https://ba\u00adnk.example',
    'https://ba\u2060nk.example',
    'https://b\u0430nk.example',
    'https://ba\u05e0k.example',
    'https://bank.example@evil.example/',
    'https://bank.example:login@evil.example/',
    'anna@b\u0430nk.example',
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
  const slow = ['a@'.repeat(10_000), 'http://'.repeat(2_800), '('.repeat(20_000), 'a.com:'.repeat(3_300)]
  expect(cpuTime(() => slow.map(splitLinks))).toBeLessThan(1_000)
})
