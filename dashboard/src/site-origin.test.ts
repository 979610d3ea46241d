import { expect, test } from 'bun:test'
import { typedOrigin } from './site-origin.ts'

test.each([
  ['https://shop.example', 'https://shop.example'],
  [' https://shop.example/catalog?page=2 ', 'https://shop.example'],
  ['shop.example/catalog', 'https://shop.example'],
  ['localhost:3000', 'http://localhost:3000'],
  ['127.0.0.1:8090/demo', 'http://127.0.0.1:8090'],
  ['HTTP://Shop.Example:80/', 'http://shop.example'],
])('the address %s is the site %s', (typed, origin) => {
  expect(typedOrigin(typed)).toBe(origin)
})

test.each(['', 'ftp://shop.example/files', 'javascript:alert(1)//', 'https://*.shop.example', 'not a site at all'])(
  '%p is left for the server to judge',
  (typed) => {
    expect(typedOrigin(typed)).toBe(typed)
  },
)
