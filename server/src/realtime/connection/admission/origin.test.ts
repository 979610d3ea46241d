import { expect, test } from 'bun:test'
import { originAllowed } from './origin.ts'

const CHAT = 'https://chat.example'
const SITES = ['https://shop.example', 'https://*.shop.example:8443', 'http://localhost:3000']

test.each([
  null,
  CHAT,
  'https://shop.example',
  'https://eu.shop.example:8443',
  'https://a.b.shop.example:8443',
  'http://localhost:3000',
])('ACCESS-7 %p may open a socket', (origin) => expect(originAllowed(origin, CHAT, SITES)).toBe(true))

test.each([
  'null',
  '',
  'http://shop.example',
  'https://shop.example:444',
  'https://shop.example.evil.example',
  'https://evilshop.example:8443',
  'https://shop.example:8443',
  'https://.shop.example:8443',
  'http://eu.shop.example:8443',
  'http://chat.example',
  'http://localhost:3001',
])('ACCESS-7 %p may not', (origin) => expect(originAllowed(origin, CHAT, SITES)).toBe(false))

test('ACCESS-7 on one machine localhost and its addresses are the same server, on the same port', () => {
  expect(originAllowed('http://127.0.0.1:8080', 'http://localhost:8080', [])).toBe(true)
  expect(originAllowed('http://[::1]:8080', 'http://localhost:8080', [])).toBe(true)
  expect(originAllowed('http://127.0.0.1:8081', 'http://localhost:8080', [])).toBe(false)
  expect(originAllowed('http://localhost', 'https://chat.example', [])).toBe(false)
})
