import { expect, test } from 'bun:test'
import { hasMark, linkOver, type MarkKind, type TextChange, toggleMark } from './toggle-mark.ts'

/** `[` and `]` stand where the selection begins and ends. */
function selected(marked: string): [text: string, start: number, end: number] {
  const start = marked.indexOf('[')
  const end = marked.indexOf(']') - 1
  return [marked.replace(/[[\]]/g, ''), start, end]
}

function result(text: string, change: TextChange): string {
  const changed = text.slice(0, change.from) + change.text + text.slice(change.to)
  const [from, to] = change.select
  return `${changed.slice(0, from)}<${changed.slice(from, to)}>${changed.slice(to)}`
}

function toggled(marked: string, kind: MarkKind): string {
  const [text, start, end] = selected(marked)
  return result(text, toggleMark(text, start, end, kind))
}

test.each([
  ['a [word] b', 'bold', 'a **<word>** b'],
  ['a [ word ]b', 'bold', 'a  **<word>** b'],
  ['a **[word]** b', 'bold', 'a <word> b'],
  ['a [**word**] b', 'bold', 'a <word> b'],
  ['a [word] b', 'italic', 'a _<word>_ b'],
  ['foo[bar]baz', 'italic', 'foo{_<bar>_}baz'],
  ['foo{_[bar]_}baz', 'italic', 'foo<bar>baz'],
  ['[a] b', 'strike', '~~<a>~~ b'],
  ['[a] b', 'code', '`<a>` b'],
  ['x[a]y', 'code', 'x`` <a> ``y'],
  ['see [a\nb] c', 'code', 'see \n```\n<a\nb>\n```\n c'],
  ['```\n[a\nb]\n```', 'code', '<a\nb>'],
  ['one\nt[wo\nth]ree\nfour', 'quote', 'one\n<> two\n> three>\nfour'],
  ['> t[wo\n> th]ree', 'quote', '<two\nthree>'],
  ['our [shop]', 'link', 'our [shop](<https://>)'],
  ['see [https://a.example/x]', 'link', 'see [<>](https://a.example/x)'],
  ['a []b', 'bold', 'a **<>**b'],
] as [string, MarkKind, string][])('%j made %s is %j', (marked, kind, expected) => {
  expect(toggled(marked, kind)).toBe(expected)
})

test('a mark that is there is known', () => {
  expect(hasMark('a **word** b', 4, 8, 'bold')).toBe(true)
  expect(hasMark('a **word** b', 4, 8, 'italic')).toBe(false)
  expect(hasMark('> a\n> b', 2, 7, 'quote')).toBe(true)
  expect(hasMark('a\n> b', 0, 5, 'quote')).toBe(false)
})

test('an address pasted over a selection makes it a link', () => {
  expect(result('our shop', linkOver('our shop', 4, 8, 'https://a.example/(x)'))).toBe(
    'our [shop](<https://a.example/(x)>)<>',
  )
})
