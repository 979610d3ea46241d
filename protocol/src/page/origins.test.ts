import { expect, test } from 'bun:test'
import { originAllowed } from './origins.ts'

const allowed: [origin: string, pattern: string][] = [
  ['https://shop.example', 'https://shop.example'],
  ['https://SHOP.example', 'https://shop.example'],
  ['https://a.shop.example', 'https://*.shop.example'],
  ['https://a.b.shop.example', 'https://*.shop.example'],
  ['https://eu.shop.example:8443', 'https://*.shop.example:8443'],
]

const refused: [origin: string, pattern: string][] = [
  ['http://shop.example', 'https://shop.example'],
  ['https://shop.example:8443', 'https://shop.example'],
  ['https://shop.example.evil.example', 'https://shop.example'],
  ['https://shop.example', 'https://*.shop.example'],
  ['https://evilshop.example', 'https://*.shop.example'],
  ['https://evil.example/.shop.example', 'https://*.shop.example'],
  ['https://.shop.example', 'https://*.shop.example'],
  ['https://eu.shop.example:444', 'https://*.shop.example'],
  ['https://shopXexample', 'https://shop.example'],
  ['null', 'https://shop.example'],
  ['', 'https://shop.example'],
]

for (const [origin, pattern] of allowed) {
  test(`${pattern} lets ${origin} embed the chat`, () => expect(originAllowed(origin, [pattern])).toBe(true))
}

for (const [origin, pattern] of refused) {
  test(`${pattern} keeps ${JSON.stringify(origin)} out`, () => expect(originAllowed(origin, [pattern])).toBe(false))
}

test('an empty list of origins lets nobody in', () => expect(originAllowed('https://shop.example', [])).toBe(false))
