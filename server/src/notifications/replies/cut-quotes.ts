import { HEADERS, MARKER, ORIGINAL, SENT_FROM, WROTE } from './quote-patterns.ts'

/** Characters of a mail that are looked at: a message of the chat is far shorter. */
const MOST_CHARS = 128 * 1024
const MOST_LINES = 10_000
/** Lines over which mail programs break the line above a quoted mail. */
const LEAD_LINES = 4
/** A longer line is text of people or of an attacker: no pattern is tried on it. */
const LONG_LINE = 500
/** Lines in which the headers of a quoted mail stand together. */
const HEADER_LINES = 8

interface Line {
  text: string
  isQuoted: boolean
  /** begins like a header of a quoted mail */
  header: 'from' | 'other' | null
}

/**
 * The user's own words in an answer to a mail: without the quoted mail, without the line by which mail programs
 * introduce it, and without signatures. Answers between or below quoted lines stay. The time is linear in the length of
 * the text, for any text.
 * @param own addresses and names of our mails' sender: they stand in the line above a quoted mail
 */
export function cutQuotes(mail: string, own: readonly string[] = []): string {
  const names = own.map((name) => name.toLowerCase())
  const lines = mail.slice(0, MOST_CHARS).replace(/\r\n?/g, '\n').split('\n', MOST_LINES).map(lineOf)
  const end = cutAt(lines, names)
  const kept: string[] = []
  for (const [index, { text, isQuoted }] of lines.entries()) {
    if (index >= end) break
    if (isQuoted && lines[index - 1]?.isQuoted !== true) dropLead(kept, names)
    const shown = isQuoted ? '' : text
    // one empty line for many: each look back at what stands above is short
    if (shown.trim() !== '' || kept.at(-1)?.trim() !== '') kept.push(shown)
  }
  if (end < lines.length || lines.at(-1)?.isQuoted) dropLead(kept, names)
  return tidied(withoutSignature(kept))
}

function lineOf(raw: string): Line {
  const text = raw.replaceAll('\u00a0', ' ').trimEnd()
  const isQuoted = /^[ \t\u200e\u200f\u202a-\u202e]*(?:>|&gt;)/.test(text)
  return { text, isQuoted, header: isQuoted ? null : headerOf(text) }
}

/** Marks of direction and bold type around the name do not count. */
const plain = (text: string): string => text.replace(/[*\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim()

function headerOf(text: string): Line['header'] {
  if (text.length > LONG_LINE) return null
  const colon = text.indexOf(':')
  if (colon < 1 || colon > 24) return null
  return HEADERS.get(plain(text.slice(0, colon)).toLowerCase()) ?? null
}

/** The index of the first line that the user did not write; the number of lines if they wrote all. */
function cutAt(lines: readonly Line[], names: readonly string[]): number {
  for (const [index, { text, isQuoted, header }] of lines.entries()) {
    if (isQuoted || text.length > LONG_LINE) continue
    if (isMarker(text) || isOriginal(text) || isHeaderBlock(lines, index, header)) return index
    // a program that does not mark quoted lines
    if (text.endsWith(':') && isLead(leadAt(lines, index), names) && !isQuotedAfter(lines, index)) return index
  }
  return lines.length
}

const isMarker = (text: string): boolean => {
  const start = text.indexOf(MARKER.start)
  return start >= 0 && text.indexOf(MARKER.end, start) > start
}

function isOriginal(text: string): boolean {
  if (!text.startsWith('--') && !text.startsWith('__')) return false
  const words = text.replace(/^[-_ ]+|[-_ ]+$/g, '').toLowerCase()
  return ORIGINAL.has(words)
}

/** From, and at least two other headers close below. */
function isHeaderBlock(lines: readonly Line[], index: number, header: Line['header']): boolean {
  if (header !== 'from') return false
  let others = 0
  for (let next = index + 1; next < lines.length && next <= index + HEADER_LINES; next++) {
    if (lines[next]?.header === 'other') others++
    if (others === 2) return true
  }
  return false
}

/** The end of a paragraph, up to this line, as one. */
function leadAt(lines: readonly Line[], index: number): string {
  const found: string[] = []
  for (let at = index; at >= 0 && at > index - LEAD_LINES; at--) {
    const { text = '', isQuoted = true } = lines[at] ?? {}
    if (isQuoted || text.trim() === '' || text.length > LONG_LINE) break
    found.unshift(text.trim())
    if (startsLead(text)) break
  }
  return found.join(' ')
}

/**
 * True if the line ends with `:`, has a digit, and has a phrase for "wrote", the sender of our mail, or an address in
 * `<>`. Such a line stands above a quoted mail.
 */
function isLead(line: string, names: readonly string[]): boolean {
  const text = plain(line)
  if (!text.endsWith(':') || !/\p{Nd}/u.test(text) || text.length > LONG_LINE) return false
  if (WROTE.some((wrote) => wrote.test(text.slice(0, -1).trimEnd()))) return true
  const lower = text.toLowerCase()
  return names.some((name) => lower.includes(name)) || /<[^<>\s]+@[^<>\s]+>:$/.test(lower)
}

/** Beginnings of such lines. Text above them in the same paragraph is the user's. */
const START = new RegExp(
  '^(?:on |am |le |el |في |\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}|\\p{Nd}{1,2} \\p{L}{3,10}\\.? \\p{Nd}{4}|' +
    '(?:пн|вт|ср|чт|пт|сб|вс|mon|tue|wed|thu|fri|sat|sun)[,.]|' +
    '(?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|' +
    '\\p{L}{2,10}day|\\p{L}{2,7}tag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|' +
    'lunes|martes|miércoles|jueves|viernes|sábado|domingo|\\p{L}{4,9}), )',
  'iu',
)
const startsLead = (text: string): boolean => START.test(plain(text)) && /\p{Nd}/u.test(text)

function isQuotedAfter(lines: readonly Line[], index: number): boolean {
  for (let next = index + 1; next < lines.length && next <= index + 3; next++) {
    const { text = '', isQuoted = false } = lines[next] ?? {}
    if (isQuoted) return true
    if (text.trim() !== '') return false
  }
  return false
}

/** Removes the line that introduces the quoted text below it. */
function dropLead(kept: string[], names: readonly string[]): void {
  let end = kept.length
  while (end > 0 && (kept[end - 1]?.trim() === '' || /^_{8,}$/.test(kept[end - 1] ?? ''))) end--
  for (let from = end - 1; from >= 0 && from >= end - LEAD_LINES; from--) {
    const text = kept[from] ?? ''
    if (text.trim() === '' || text.length > LONG_LINE) return
    const lead = kept.slice(from, end).join(' ')
    if (isLead(lead, names) && (startsLead(text) || kept[from - 1]?.trim() === '' || from === 0)) {
      kept.length = from
      return
    }
  }
}

function withoutSignature(lines: readonly string[]): string[] {
  const dashes = lines.findIndex((text) => /^-- ?$/.test(text) || text === '—')
  const kept = dashes < 0 ? [...lines] : lines.slice(0, dashes)
  for (;;) {
    while (kept.length > 0 && /^[\s_]*$/.test(kept.at(-1) ?? '')) kept.pop()
    const last = kept.at(-1)
    if (last === undefined || last.length > LONG_LINE || !SENT_FROM.test(plain(last))) return kept
    kept.pop()
  }
}

/** Without empty lines around it. */
function tidied(lines: readonly string[]): string {
  return lines
    .map((text) => (text.trim() === '' ? '' : text))
    .join('\n')
    .trim()
}
