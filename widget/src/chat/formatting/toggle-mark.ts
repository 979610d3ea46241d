/** Formats that the user may give the selected text. */
export type MarkKind = 'bold' | 'italic' | 'strike' | 'code' | 'quote' | 'link'

/** Part of a text that is replaced, and what is selected afterwards. */
export interface TextChange {
  from: number
  to: number
  text: string
  select: readonly [from: number, to: number]
}

const MARKERS = { bold: '**', italic: '_', strike: '~~', code: '`' } as const

/** Puts marks around the selection, or takes them away where they are. */
export function toggleMark(text: string, start: number, end: number, kind: MarkKind): TextChange {
  if (kind === 'quote') return toggleQuote(text, start, end)
  const [from, to] = withoutEdges(text, start, end)
  if (kind === 'link') return addLink(text, from, to)
  const covered = text.slice(from, to)
  if (kind === 'code' && covered.includes('\n')) return toggleFence(text, from, to)
  const around = marksAround(text, from, to, MARKERS[kind])
  if (around) {
    const { size } = around
    const inner = text.slice(from + around.inside, to - around.inside)
    const begin = from + around.inside - size
    return { from: begin, to: to - around.inside + size, text: inner, select: [begin, begin + inner.length] }
  }
  const [open, close] = marksFor(text, from, to, kind)
  const inside = from + open.length
  return { from, to, text: open + covered + close, select: [inside, inside + covered.length] }
}

/** True if the selection has these marks. */
export function hasMark(text: string, start: number, end: number, kind: MarkKind): boolean {
  if (kind === 'link') return false
  if (kind === 'quote') return linesOf(text, start, end).every((line) => line.startsWith('> '))
  const [from, to] = withoutEdges(text, start, end)
  if (kind === 'code' && text.slice(from, to).includes('\n')) return isFenced(text, from, to)
  return marksAround(text, from, to, MARKERS[kind]) !== null
}

/** Marks do nothing beside white space. */
function withoutEdges(text: string, start: number, end: number): [number, number] {
  const covered = text.slice(start, end)
  if (covered.trim() === '') return [start, end]
  return [start + covered.length - covered.trimStart().length, end - (covered.length - covered.trimEnd().length)]
}

/** `inside`: how much of the marks is within the selection. */
function marksAround(text: string, from: number, to: number, marker: string): { size: number; inside: number } | null {
  for (const [open, close] of [
    [`{${marker}`, `${marker}}`],
    [marker, marker],
  ] as const) {
    const size = open.length
    const isOutside = text.slice(from - size, from) === open && text.slice(to, to + size) === close
    if (from >= size && isOutside) return { size, inside: 0 }
    const covered = text.slice(from, to)
    if (covered.length > 2 * size && covered.startsWith(open) && covered.endsWith(close)) return { size, inside: size }
  }
  return null
}

const isWord = (character: string | undefined) => /[\p{L}\p{N}\p{M}_]/u.test(character ?? '')

/** Underscores and backticks within a word are text; the forms that work there are used. */
function marksFor(text: string, from: number, to: number, kind: keyof typeof MARKERS): [open: string, close: string] {
  const marker = MARKERS[kind]
  const isWithinWord = isWord(text[from - 1]) || isWord(text[to])
  if (kind === 'italic' && isWithinWord) return ['{_', '_}']
  if (kind === 'code' && (isWithinWord || text.slice(from, to).includes('`'))) return ['`` ', ' ``']
  return [marker, marker]
}

function addLink(text: string, from: number, to: number): TextChange {
  const covered = text.slice(from, to)
  if (/^(https?:\/\/|mailto:)\S+$/.test(covered)) {
    return { from, to, text: `[](${covered})`, select: [from + 1, from + 1] }
  }
  const begin = from + covered.length + 3
  return { from, to, text: `[${covered}](https://)`, select: [begin, begin + 'https://'.length] }
}

/** The selection as a link to what was pasted over it. */
export function linkOver(text: string, start: number, end: number, url: string): TextChange {
  const written = `[${text.slice(start, end)}](${/[()]/.test(url) ? `<${url}>` : url})`
  return { from: start, to: end, text: written, select: [start + written.length, start + written.length] }
}

const FENCE = '```\n'
const FENCE_END = '\n```'

const isFenced = (text: string, from: number, to: number) =>
  text.slice(0, from).endsWith(FENCE) && text.startsWith(FENCE_END, to)

function toggleFence(text: string, from: number, to: number): TextChange {
  const covered = text.slice(from, to)
  if (isFenced(text, from, to)) {
    const begin = from - FENCE.length
    return { from: begin, to: to + FENCE_END.length, text: covered, select: [begin, begin + covered.length] }
  }
  const before = from === 0 || text[from - 1] === '\n' ? '' : '\n'
  const behind = to === text.length || text[to] === '\n' ? '' : '\n'
  const inside = from + before.length + FENCE.length
  const written = before + FENCE + covered + FENCE_END + behind
  return { from, to, text: written, select: [inside, inside + covered.length] }
}

function wholeLines(text: string, start: number, end: number): [number, number] {
  const next = text.indexOf('\n', Math.max(start, end - 1))
  return [text.lastIndexOf('\n', start - 1) + 1, next === -1 ? text.length : next]
}

const linesOf = (text: string, start: number, end: number) => text.slice(...wholeLines(text, start, end)).split('\n')

function toggleQuote(text: string, start: number, end: number): TextChange {
  const [from, to] = wholeLines(text, start, end)
  const lines = linesOf(text, start, end)
  const quoted = lines.every((line) => line.startsWith('> '))
  const written = lines.map((line) => (quoted ? line.slice(2) : `> ${line}`)).join('\n')
  return { from, to, text: written, select: [from, from + written.length] }
}
