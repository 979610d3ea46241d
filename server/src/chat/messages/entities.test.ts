import { expect, test } from 'bun:test'
import { ENTITY_TYPES, type Entity } from '@imbachat/protocol'
import { entityProblem, nested, normalEntities } from '@imbachat/protocol/messages/entities'
import { linkUrl } from '@imbachat/protocol/messages/link-url'
import fc from 'fast-check'

const [bold, italic, strike, code, pre, quote] = (['bold', 'italic', 'strike', 'code', 'pre', 'quote'] as const).map(
  (type) =>
    (offset: number, length: number): Entity => ({ type, offset, length }),
) as [Make, Make, Make, Make, Make, Make]
type Make = (offset: number, length: number) => Entity
const link = (offset: number, length: number, url = 'https://a.example/'): Entity => ({
  type: 'link',
  offset,
  length,
  url,
})

test('FORMAT-2 an entity outside of the text, or within a surrogate pair, is named with its field', () => {
  expect(entityProblem('abc', [bold(0, 3)])).toBeNull()
  expect(entityProblem('abc', [bold(0, 1), bold(3, 1)])?.field).toBe('1.offset')
  expect(entityProblem('abc', [bold(1, 3)])?.field).toBe('0.length')
  expect(entityProblem('a👍b', [bold(2, 1)])?.field).toBe('0.offset')
  expect(entityProblem('a👍b', [bold(0, 2)])?.field).toBe('0.length')
  expect(entityProblem('a👍b', [bold(1, 2)])).toBeNull()
})

test('FORMAT-3 quotes and blocks of code cover whole lines, code one line, and neither stands inside another', () => {
  expect(entityProblem('a\nb c', [quote(2, 3), pre(0, 1)])).toBeNull()
  expect(entityProblem('a\nb c', [quote(3, 2)])?.field).toBe('0.offset')
  expect(entityProblem('a\nb c', [pre(2, 1)])?.field).toBe('0.length')
  expect(entityProblem('a\nb', [code(0, 3)])?.field).toBe('0.length')
  expect(entityProblem('a\nb', [quote(0, 3), pre(2, 1)])).toBeNull()
  for (const [outer, inner] of [
    [pre(0, 3), quote(2, 1)],
    [pre(0, 3), link(2, 1)],
    [quote(0, 3), quote(2, 1)],
  ] as const) {
    expect(entityProblem('a\nb', [outer, inner])?.field).toBe('1.offset')
  }
  expect(entityProblem('abcd', [link(0, 3), link(2, 2)])).toEqual({
    field: '1.offset',
    message: 'must not overlap entity 0',
  })
  expect(entityProblem('abcd', [code(0, 3), link(2, 2)])?.field).toBe('1.offset')
  expect(entityProblem('abcd', [link(0, 4), code(1, 2)])).toBeNull()
})

test('FORMAT-4 a link leads to http, https or mailto without a user name, and needs something to read', () => {
  expect(linkUrl('https://shop.example/a b')).toBe('https://shop.example/a%20b')
  expect(linkUrl('mailto:ann@shop.example')).toBe('mailto:ann@shop.example')
  for (const url of [
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    ' java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://a.example/x',
    '//a.example',
    'a.example',
    '',
    'https://bank.example@evil.example/',
    'https://:secret@evil.example/',
    `https://a.example/${'x'.repeat(2_048)}`,
  ]) {
    expect([url, linkUrl(url)]).toEqual([url, null])
    expect(entityProblem('abc', [link(0, 3, url)])?.field).toBe('0.url')
  }
  expect(entityProblem('a   ', [link(1, 3)])?.field).toBe('0.length')
  expect(entityProblem('abc', [{ type: 'link', offset: 0, length: 3 }])?.field).toBe('0.url')
  expect(entityProblem('abc', [{ ...bold(0, 3), url: 'https://a.example' }])?.field).toBe('0.url')
  expect(entityProblem('abc', [{ ...code(0, 3), language: 'js' }])?.field).toBe('0.language')
})

test('FORMAT-5 styles that touch or overlap are joined, cut where they cross, and lose the white space at their ends', () => {
  expect(normalEntities('abcdef', [bold(3, 3), bold(0, 3)])).toEqual([bold(0, 6)])
  expect(normalEntities('abcdefgh', [bold(0, 5), italic(3, 5)])).toEqual([bold(0, 5), italic(3, 2), italic(5, 3)])
  expect(normalEntities(' a b ', [strike(0, 5), bold(2, 1)])).toEqual([strike(1, 3)])
  expect(normalEntities('abcd', [bold(1, 3), code(0, 2)])).toEqual([code(0, 2), bold(2, 2)])
  expect(normalEntities('abcd', [bold(0, 4), code(1, 2)])).toEqual([bold(0, 4), code(1, 2)])
  expect(normalEntities('a\nb\nc', [bold(0, 5), quote(2, 1)])).toEqual([
    bold(0, 1),
    quote(2, 1),
    bold(2, 1),
    bold(4, 1),
  ])
  expect(normalEntities('a\nb', [bold(0, 3), pre(2, 1)])).toEqual([bold(0, 1), pre(2, 1)])
  expect(normalEntities('a\nb', [quote(2, 1), quote(0, 1)])).toEqual([quote(0, 3)])
  expect(normalEntities('abcd', [bold(0, 2), link(1, 2)])).toEqual([bold(0, 1), link(1, 2), bold(1, 1)])
})

test('FORMAT-5 the normal form is in order, nested, and its own normal form, whatever was given', () => {
  const text = fc
    .array(fc.constantFrom('a', ' ', '\n', '👍', 'я'), { minLength: 1, maxLength: 30 })
    .map((deps) => deps.join(''))
  const entity = fc.record({ type: fc.constantFrom(...ENTITY_TYPES), offset: fc.nat(30), length: fc.nat(12) })
  fc.assert(
    fc.property(text, fc.array(entity, { maxLength: 12 }), (written, drawn) => {
      const given: Entity[] = []
      for (const one of drawn) {
        const whole = one.type === 'link' ? { ...one, url: 'https://a.example/' } : one
        if (one.length > 0 && entityProblem(written, [...given, whole]) === null) given.push(whole)
      }
      const normal = normalEntities(written, given)
      expect(entityProblem(written, normal)).toBeNull()
      expect(normalEntities(written, normal)).toEqual(normal)
      expect(nested(normal)).toEqual(normal)
      for (const [index, { offset, length }] of normal.entries()) {
        for (const later of normal.slice(index + 1)) {
          const [end, laterEnd] = [offset + length, later.offset + later.length]
          expect(later.offset >= end || laterEnd <= end).toBe(true)
        }
      }
    }),
    { numRuns: 2_000 },
  )
})

test('FORMAT-6 a thousand entities that cross each other are brought in order within 100 ms', () => {
  const text = 'a'.repeat(4_000)
  const given = Array.from({ length: 1_000 }, (_, n): Entity => {
    const type = (['bold', 'italic', 'strike'] as const)[n % 3] ?? 'bold'
    return { type, offset: 3 * n, length: 2 + (n % 5) }
  })
  const times: number[] = []
  // the quickest of some: on a busy machine any one may be held up
  for (let tries = 0; tries < 5; tries++) {
    const started = performance.now()
    normalEntities(text, given)
    times.push(performance.now() - started)
  }
  expect(Math.min(...times)).toBeLessThan(100)
})
