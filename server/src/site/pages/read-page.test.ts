import { expect, test } from 'bun:test'
import { cpuTime } from '../../../../sdk/src/testing/cpu-time.ts'
import { readPage } from './read-page.ts'

const HTML = 'text/html; charset=utf-8'
const bytes = (text: string) => new TextEncoder().encode(text)
const read = (html: string, type = HTML) => readPage('https://shop.example/items/7', type, bytes(html))

test('PREVIEW-2 a page speaks by Open Graph, else by HTML; entities are decoded once and addresses resolved', () => {
  const head = `<title>Shop &amp; Co</title>
    <meta property="og:title" content="Tom &amp;amp; Jerry &#1046;">
    <meta property="og:title" content="a second one">
    <meta name="description" content="Two
      bicycles">
    <meta property="og:site_name" content="The shop"><meta property="og:image" content="/p/7.jpg?a=1&amp;b=2">`
  expect(read(`<!doctype html><head>${head}</head><body>`)).toEqual({
    title: 'Tom &amp; Jerry Ж',
    description: 'Two bicycles',
    site: 'The shop',
    pictureUrl: 'https://shop.example/p/7.jpg?a=1&b=2',
  })
  expect(read('<title>Only this</title><svg><title>not this</title></svg>')).toEqual({ title: 'Only this' })
})

test('PREVIEW-2 windows-1251 is read by the header, by the page, and by a guess', () => {
  const head = '<title>Привет</title>'
  const cp1251 = (text: string) =>
    Uint8Array.from(text, (c) => (c >= 'А' && c <= 'я' ? c.charCodeAt(0) - 0x410 + 0xc0 : c.charCodeAt(0)))
  const url = 'https://old.example/'
  expect(readPage(url, 'text/html; charset=windows-1251', cp1251(head))?.title).toBe('Привет')
  expect(readPage(url, 'text/html', cp1251(`<meta charset="windows-1251">${head}`))?.title).toBe('Привет')
  const old = '<meta http-equiv=content-type content="text/html; charset=cp1251">'
  expect(readPage(url, 'text/html', cp1251(old + head))?.title).toBe('Привет')
  expect(readPage(url, 'text/html', cp1251(head))?.title).toBe('Привет')
  expect(readPage(url, 'text/html; charset=no-such', bytes(head))?.title).toBe('Привет')
})

test('PREVIEW-2 a page without a title, or what is no page, says nothing', () => {
  for (const html of ['', '<p>hello', '<title> \u200b </title>', '<meta property="og:title" content=" ">', '\0\0\0']) {
    expect(read(html)).toBeNull()
  }
  expect(read('<title>x</title>', 'application/json')).toBeNull()
  expect(read('<title>x</title>', '')).toBeNull()
})

test("PREVIEW-2 a page's texts are lines of bounded length, without hidden characters", () => {
  const page = read(`<title>a\u202eb\u0007${'я'.repeat(500)}</title>
    <meta name=description content="${'d '.repeat(5_000)}">`)
  expect(page?.title).toHaveLength(200)
  expect(page?.title).toStartWith('ab')
  expect(page?.description?.length).toBeLessThanOrEqual(300)
})

test.each(['javascript:alert(1)', 'data:image/png;base64,AAAA', 'file:///etc/passwd', 'http://', ''])(
  'PREVIEW-2 %j is no picture',
  (address) => {
    expect(read(`<title>t</title><meta property="og:image" content="${address}">`)).toEqual({ title: 't' })
  },
)

test('PREVIEW-2 a script says nothing, and neither does a comment', () => {
  const evil = '<meta property="og:title" content="evil">'
  expect(read(`<script>"${evil}"</script><!-- ${evil} --><title>good</title>`)?.title).toBe('good')
})

test('PREVIEW-6 hostile pages of the largest size take at most half a second of the processor', () => {
  const most = 256 * 1024
  for (const part of [
    '<',
    '<div>',
    '<!--',
    '<meta ',
    'a=b ',
    '<title>',
    '&amp;',
    '<meta property="og:title" content=',
  ]) {
    expect(cpuTime(() => read(part.repeat(Math.floor(most / part.length))))).toBeLessThan(500)
  }
})
