import { expect, test } from 'bun:test'
import { ENTITY_TYPES, type Entity } from '@imbachat/protocol'
import { entityProblem, normalEntities } from '@imbachat/protocol/messages/entities'
import fc from 'fast-check'
import { cpuTime } from '../../../../sdk/src/testing/cpu-time.ts'
import { readTyped } from './markdown.ts'
import { parseMarkdown } from './parse-markdown.ts'
import { writeMarkdown } from './write-markdown.ts'

/** The text, and each entity as `type:covered text`. */
function read(source: string): [text: string, ...entities: string[]] {
  const { text, entities } = parseMarkdown(source)
  return [
    text,
    ...entities.map(({ type, offset, length, url, language }) => {
      const more = url ?? language
      return `${type}:${text.slice(offset, offset + length)}${more ? `→${more}` : ''}`
    }),
  ]
}

test('FORMAT-8 Markdown as people type it becomes entities of a text without markup', () => {
  expect(read('**bold** and _italic_, ~~gone~~ `code`')).toEqual([
    'bold and italic, gone code',
    'bold:bold',
    'italic:italic',
    'strike:gone',
    'code:code',
  ])
  expect(read('**a _b_ c**')).toEqual(['a b c', 'bold:a b c', 'italic:b'])
  expect(read('你**好**吗')).toEqual(['你好吗', 'bold:好'])
  expect(read('(_really_)!')).toEqual(['(really)!', 'italic:really'])
  expect(read('[the shop](https://shop.example/a_(b)) is open')).toEqual([
    'the shop is open',
    'link:the shop→https://shop.example/a_(b)',
  ])
  expect(read('[us](shop.example/x) [mail](mailto:a@shop.example)')).toEqual([
    'us mail',
    'link:us→https://shop.example/x',
    'link:mail→mailto:a@shop.example',
  ])
  expect(read('**[a `b`](https://a.example)**')).toEqual(['a b', 'link:a b→https://a.example/', 'bold:a b', 'code:b'])
  expect(read('> one\n> **two**\nthree')).toEqual(['one\ntwo\nthree', 'quote:one\ntwo', 'bold:two'])
  expect(read('see\n```js\nif (a_b_c) {\n}\n```\nend')).toEqual(['see\nif (a_b_c) {\n}\nend', 'pre:if (a_b_c) {\n}→js'])
  expect(read('```one line```')).toEqual(['one line', 'pre:one line'])
  expect(read('> ```\n> a\n> ```')).toEqual(['a', 'quote:a', 'pre:a'])
  expect(read('`` a`b ``')).toEqual(['a`b', 'code:a`b'])
})

test('FORMAT-8 text that only looks like Markdown stays as it was typed', () => {
  for (const text of [
    '2*3*4 and 2 ** 3 ** 4',
    '*one star*',
    'snake_case_name, __init__, ____',
    '¯\\_(ツ)_/¯',
    'C:\\_a\\_b \\\\server\\_share_',
    'it`s and that`s',
    '**',
    '****',
    '** a **',
    '~~',
    '_',
    '`',
    '``',
    '```',
    '```\n```',
    '> ',
    '>',
    '>_<',
    '>:(',
    '[a](javascript:alert(1))',
    '[a](https://bank.example@evil.example)',
    '[a] (https://a.example)',
    '[](https://a.example)',
    '[ ](https://a.example)',
    '[a](b',
    'a > b',
    'https://a.example/_next/_static_/x?y=**z',
    'const {_id, **kwargs}',
    '#1 - one',
    '5 < 6 && 7 > 6',
  ]) {
    expect([text, ...read(text)]).toEqual([text, text])
  }
})

const bits = [
  ...['a', 'b', 'я', ' ', '\n', '👍', '1', '.', '\\', '(', ')', '!', '-', '\u2060', 'https://a.example/x_y'],
  ...['*', '**', '_', '__', '~', '~~', '`', '``', '```', '>', '> ', '[', ']', '](', '{', '}', '#', '<', '¯'],
]
const anyText = fc.array(fc.constantFrom(...bits), { minLength: 1, maxLength: 40 }).map((parts) => parts.join(''))
const anyEntity = fc.record({
  type: fc.constantFrom(...ENTITY_TYPES.filter((type) => !type.startsWith('mention'))),
  offset: fc.nat(40),
  length: fc.integer({ min: 1, max: 14 }),
  url: fc.constantFrom(
    'https://a.example/',
    'https://a.example/x_(y)',
    'mailto:a@b.example',
    'https://a.example/?**x**',
  ),
  language: fc.constantFrom('js', 'c++', undefined),
})

test('FORMAT-9 any text with any formatting becomes Markdown for an edit, and exactly itself again', () => {
  fc.assert(
    fc.property(anyText, fc.array(anyEntity, { maxLength: 8 }), (text, drawn) => {
      const given: Entity[] = []
      for (const { type, offset, length, url, language } of drawn) {
        const entity: Entity = {
          type,
          offset,
          length,
          ...(type === 'link' && { url }),
          ...(type === 'pre' && language !== undefined && { language }),
        }
        if (entityProblem(text, [...given, entity]) === null) given.push(entity)
      }
      const entities = normalEntities(text, given)
      const written = writeMarkdown(text, entities)
      expect({ written, ...parseMarkdown(written) }).toEqual({ written, text, entities })
    }),
    { numRuns: 20_000 },
  )
})

test('FORMAT-9 code at the edge of a link stays within it', () => {
  const link = { type: 'link', offset: 2, length: 2, url: 'https://a.example/' } as const
  const code = { type: 'code', offset: 2, length: 2 } as const
  expect(normalEntities('aa a', [code, link])).toEqual([link, code])
  const beside = normalEntities('abcd', [
    { type: 'code', offset: 0, length: 2 },
    { ...link, offset: 2, length: 1 },
    { type: 'code', offset: 2, length: 1 },
  ])
  expect(beside.map(({ type, offset, length }) => [type, offset, length])).toEqual([
    ['code', 0, 2],
    ['link', 2, 1],
    ['code', 2, 1],
  ])
})

test('FORMAT-9 plain text is edited as it is, without anything added', () => {
  for (const text of ['hello', 'a_b_c', '2*3', 'see https://a.example/a_b', 'x > y', '¯\\_(ツ)_/¯'])
    expect(writeMarkdown(text, [])).toBe(text)
  expect(writeMarkdown('**a**', [])).toBe('\u2060*\u2060*a\u2060*\u2060*')
})

test('FORMAT-10 a parsed text can always be sent', () => {
  fc.assert(
    fc.property(anyText, (source) => {
      const { text, entities } = parseMarkdown(source)
      expect(entityProblem(text, entities)).toBeNull()
      expect(normalEntities(text, entities)).toEqual(entities)
    }),
    { numRuns: 20_000 },
  )
})

test('FORMAT-10 100,000 markers are read within half a second, however they are mixed', () => {
  const units = [
    '**',
    '_',
    '~~',
    '`',
    '` `a',
    '``a',
    '```\n',
    '```a\n',
    '> ',
    '> \n',
    '[',
    '](',
    '](a',
    '[a](b',
    '{**',
    '**a',
    '_a_ ',
  ]
  const more = ['](x()', '](<a', 'https://', 'https://a_', '\u2060', '\u2060*', '`a `', ' `a', '[a](https://a.example)']
  for (const unit of [...units, ...more, units.join(''), ...units.map((one) => `${one} `)]) {
    const source = unit.repeat(Math.ceil(100_000 / unit.length))
    const took = cpuTime(() => parseMarkdown(source))
    expect([unit, took < 500 ? 'in time' : took]).toEqual([unit, 'in time'])
  }
})

test('FORMAT-8 marks around what nobody can see stay as they were typed', () => {
  const read = readTyped(undefined)
  expect(read('**x**').text).toBe('x')
  for (const unseen of [' ', '\u200b', '\u2800', '\u3164'])
    expect(read(`**${unseen}**`)).toEqual({ text: `**${unseen}**`, entities: [] })
})
