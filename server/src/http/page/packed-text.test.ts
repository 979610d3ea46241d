import { expect, test } from 'bun:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { packedText } from './packed-text.ts'

test('LIMIT-5 repeated requests for a page make the server compress nothing twice', () => {
  const page = (widget: number) => `a page of widget ${widget}`
  expect(packedText(page(1)).as('br')).toBe(packedText(page(1)).as('br'))
  expect(packedText(page(1)).as('gzip')).toBe(packedText(page(1)).as('gzip'))
  expect(brotliDecompressSync(packedText(page(1)).as('br')).toString()).toBe(page(1))
  expect(gunzipSync(packedText(page(1)).as('gzip')).toString()).toBe(page(1))
  expect(packedText(page(2)).etag).not.toBe(packedText(page(1)).etag)
})

test('LIMIT-5 the cache of packed pages is bounded', () => {
  const first = packedText('the first page')
  for (let n = 0; n < 1_000; n++) packedText(`page ${n}`)
  expect(packedText('the first page')).not.toBe(first)
})
