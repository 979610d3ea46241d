import { expect, test } from 'bun:test'
import { cpuTime } from '../../../../sdk/src/testing/cpu-time.ts'
import { cutQuotes } from './cut-quotes.ts'
import { htmlText } from './html-text.ts'
import { corpus, SENDER } from './testing/corpus.ts'

test("MAIL-20 the users' own text in 240 answers of six mail programs in six languages is cut exactly", () => {
  const mails = corpus()
  const wrong = mails.flatMap(({ name, type, body, expected }) => {
    const cut = cutQuotes(type === 'html' ? htmlText(body) : body.replaceAll('\n', '\r\n'), SENDER)
    return cut === expected ? [] : [{ name, cut, expected }]
  })
  const share = (mails.length - wrong.length) / mails.length
  console.info(`${mails.length - wrong.length} of ${mails.length} answers are cut exactly`)
  expect(mails.length).toBeGreaterThanOrEqual(200)
  if (process.env.SHOW) console.info(JSON.stringify(wrong, null, 1))
  expect(wrong.map(({ name }) => name).filter(() => share < 0.98)).toEqual([])
})

test('MAIL-20 answers to a mail without our first line are cut by what mail programs write', () => {
  const mails = corpus().filter(({ type }) => type === 'plain')
  const marker = /##- .* -##$/gm
  const exact = mails.filter(({ body, expected }) => cutQuotes(body.replaceAll(marker, '…'), SENDER) === expected)
  console.info(`${exact.length} of ${mails.length} answers are cut exactly without our line`)
  expect(exact.length / mails.length).toBeGreaterThanOrEqual(0.98)
})

const MIB = 1024 * 1024
const many = (text: string) => text.repeat(Math.ceil(MIB / text.length)).slice(0, MIB)

/** Milliseconds of the processor, of the best of some tries: the machine may be busy. */
function took(act: () => unknown): number {
  return Math.min(...Array.from({ length: 5 }, () => cpuTime(act)))
}

test('MAIL-20 a megabyte of hostile text takes at most 50 ms', () => {
  const hostile: Record<string, string> = {
    'one line': many('a '),
    'lines of headers': many('From: a\n'),
    'leads without an end': many('On 1 '),
    leads: many('On 1.1.2026 a wrote:\n'),
    quotes: many('>'),
    'quotes and leads': many('on 1:\n> a\n'),
    'empty lines': many('\n'),
    'empty lines and quotes': many('\n\n\n\n>\n'),
    spaces: many(' '),
    'spaces and lines': many(`${' '.repeat(499)}a\n`),
    dashes: many('-- -- - '),
    'lines of dashes': many('-----Original-----\n'),
    signatures: many('Sent from my \n'),
    markers: many('##- '),
    'half a surrogate': many('\ud800:\n'),
  }
  const slow = Object.entries(hostile).map(([name, text]) => [name, took(() => cutQuotes(text, SENDER))] as const)
  expect(slow.filter(([, ms]) => ms > 50)).toEqual([])
})

test('MAIL-20 a megabyte of hostile HTML takes at most 50 ms', () => {
  const hostile = {
    'open brackets': many('<'),
    'elements without an end': many('<a '),
    quotes: many('<blockquote>'),
    comments: many('<!--'),
    scripts: many('<script>'),
    styles: many('<style></styl'),
    entities: many('&amp;&#x1F600;&lt'),
    'line ends': many('<br>'),
    attributes: many('<div id="x_x_x_'),
    spaces: many('<p>      '),
  }
  const slow = Object.entries(hostile).map(
    ([name, html]) => [name, took(() => cutQuotes(htmlText(html), SENDER))] as const,
  )
  expect(slow.filter(([, ms]) => ms > 50)).toEqual([])
})

test('MAIL-20 text in HTML has its lines and loses what nobody reads', () => {
  const html =
    '<head><title>no</title></head><style>p{}</style><p>One&nbsp;&amp; <b>two</b><br>three</p><script>no()</script>' +
    '<ul><li>four</li><li>five</li></ul><!-- no --><blockquote>six<blockquote>seven</blockquote></blockquote>'
  expect(htmlText(html)).toBe('One\u00a0& two\nthree\n\nfour\nfive\n> \n> six\n>> \n>> seven\n> ')
  expect(cutQuotes(htmlText(html))).toBe('One & two\nthree\n\nfour\nfive')
})
