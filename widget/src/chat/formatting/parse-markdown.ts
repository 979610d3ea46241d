import type { Entity } from '@imbachat/protocol'
import { normalEntities } from '@imbachat/protocol/messages/entities'
import { linkUrl } from '@imbachat/protocol/messages/link-url'
import { GUARD } from './guard.ts'

/** A text without markup, and its formatting. */
export interface Formatted {
  text: string
  entities: Entity[]
}

type StyleType = 'bold' | 'italic' | 'strike'
const STYLE_OF: Readonly<Record<string, StyleType>> = { '**': 'bold', _: 'italic', '~~': 'strike' }

/** Part of the source, `to` is behind it. */
interface Range {
  from: number
  to: number
}

interface Marker extends Range {
  /** written as `{_`: it works within words, and only `_}` ends it */
  forced: boolean
}

const FENCE = /^(`{3,})([\w+#.-]{1,32}|)[ \t]*$/

/**
 * Reads Markdown as a user types it: `**bold**`, `_italic_`, `~~strike~~`, `` `code` ``, fences, `> quotes` and
 * `[text](address)`. What is no whole mark stays as it was typed. Takes time in proportion to the length.
 * @param given entities of the source, such as mentions, which move with its text
 */
export function parseMarkdown(source: string, given: readonly Entity[] = []): Formatted {
  const reader = createReader(source)
  reader.readBlocks(linesOf(source), true)
  const { text, place } = withoutCuts(source, reader.cuts)
  const stays = given.filter((entity) => !reader.found.some((other) => excludes(other, entity)))
  const found = [...reader.found, ...stays].map((entity) => {
    const offset = place(entity.offset)
    return { ...entity, offset, length: place(entity.offset + entity.length) - offset }
  })
  return {
    text,
    entities: normalEntities(
      text,
      found.filter(({ length }) => length > 0),
    ),
  }
}

/** Code and links have nothing within that can be pressed. */
const excludes = (found: Entity, given: Entity) =>
  (found.type === 'code' || found.type === 'pre' || found.type === 'link') &&
  found.offset < given.offset + given.length &&
  given.offset < found.offset + found.length

function linesOf(source: string): Range[] {
  let from = 0
  return source.split('\n').map((line) => {
    const range = { from, to: from + line.length }
    from = range.to + 1
    return range
  })
}

/** The source without some parts, and where each place of it has gone. */
function withoutCuts(source: string, parts: Range[]) {
  const cuts: Range[] = []
  for (const { from, to } of parts.sort((a, b) => a.from - b.from)) {
    const last = cuts.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else cuts.push({ from, to })
  }
  const kept: string[] = []
  /** characters that are cut before the end of each cut */
  const before: number[] = []
  let at = 0
  let gone = 0
  for (const { from, to } of cuts) {
    kept.push(source.slice(at, from))
    gone += to - from
    before.push(gone)
    at = to
  }
  kept.push(source.slice(at))
  function place(offset: number): number {
    let [low, high] = [0, cuts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((cuts[middle] as Range).from < offset) low = middle + 1
      else high = middle
    }
    const last = cuts[low - 1]
    return last ? Math.max(last.from, offset - (last.to - last.from)) - (before[low - 2] ?? 0) : offset
  }
  return { text: kept.join(''), place }
}

/** Finds marks and what they cover, all by their places in the source. */
function createReader(source: string) {
  const found: Entity[] = []
  const cuts: Range[] = []

  const mark = (type: Entity['type'], from: number, to: number, more: Partial<Entity> = {}) =>
    found.push({ type, offset: from, length: to - from, ...more })
  const cut = (from: number, to: number) => {
    if (to > from) cuts.push({ from, to })
  }

  /** Quotes and fences take whole lines; the lines between them belong together. */
  function readBlocks(lines: readonly Range[], mayQuote: boolean): void {
    let plain: Range[] = []
    const endPlain = () => {
      const [first, last] = [plain[0], plain.at(-1)]
      if (first && last) readInline(first.from, last.to)
      plain = []
    }
    const fences = createFences(source, lines)
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index] as Range
      const quoted = mayQuote ? quoteFrom(lines, index) : []
      const fence = fences.at(index)
      if (quoted.length > 0) {
        endPlain()
        for (const [at, inner] of quoted.entries()) cut((lines[index + at] as Range).from, inner.from)
        mark('quote', line.from, (quoted.at(-1) as Range).to)
        readBlocks(quoted, false)
        index += quoted.length - 1
      } else if (fence) {
        endPlain()
        const { content, end, language } = fence
        cut(line.from, content.from)
        cut(content.to, (lines[end] as Range).to)
        mark('pre', content.from, content.to, language ? { language } : {})
        index = end
      } else plain.push(line)
    }
    endPlain()
  }

  /** The lines of a quote without their `>`; empty: none begins here. */
  function quoteFrom(lines: readonly Range[], first: number): Range[] {
    const quoted: Range[] = []
    for (let index = first; index < lines.length; index++) {
      const { from, to } = lines[index] as Range
      const alone = to === from + 1
      if (source[from] !== '>' || (source[from + 1] !== ' ' && !alone)) break
      quoted.push({ from: alone ? to : from + 2, to })
    }
    return quoted.some(({ from, to }) => to > from) || quoted.length > 1 ? quoted : []
  }

  function readInline(from: number, to: number): void {
    const token = new RegExp(TOKEN, 'gu')
    token.lastIndex = from
    const open = new Map<StyleType, Marker>()
    const brackets: number[] = []
    /** where no end of a run of backticks of this length is to be found */
    const noCodeEnd = new Map<number, number>()

    const after = (place: number) => (place < to ? (source[place] as string) : '\n')
    const before = (place: number) => (place > from ? (source[place - 1] as string) : '\n')

    for (let match = token.exec(source); match && match.index < to; match = token.exec(source)) {
      const [text] = match
      const start = match.index
      const end = start + text.length
      const first = text[0] as string
      if (first === GUARD) {
        if (end === to || !GUARDED.test(source[end] as string)) continue
        cut(start, end)
        // what it guards is text
        token.lastIndex = end + 1
      } else if (first === '`') token.lastIndex = readCode(start, end)
      else if (first === '[') brackets.push(start)
      else if (first === ']') {
        const begin = brackets.pop()
        const target = begin !== undefined && source.slice(begin + 1, start).trim() ? targetAt(source, end) : null
        if (begin !== undefined && target && target.end <= to) {
          mark('link', begin + 1, start, { url: target.url })
          cut(begin, begin + 1)
          cut(start, target.end)
          brackets.length = 0
          token.lastIndex = target.end
        }
      } else if (first === 'h') {
        // an address is text: `/_next/_a_` keeps its underscores
        if (text.endsWith('_') && open.has('italic')) token.lastIndex = end - 1
      } else token.lastIndex = readStyle(text, start)
    }

    function readCode(start: number, end: number): number {
      const ticks = end - start
      if (ticks === 1 && isWord(before(start))) return end
      const line = source.indexOf('\n', end)
      const limit = line === -1 ? to : Math.min(line, to)
      if ((noCodeEnd.get(ticks) ?? -1) >= end) return end
      const runs = /`+/g
      runs.lastIndex = end
      for (let run = runs.exec(source); run && run.index < limit; run = runs.exec(source)) {
        const behind = run.index + run[0].length
        if (run[0].length !== ticks || (ticks === 1 && isWord(after(behind)))) continue
        const padded = /^ .*\S.* $/.test(source.slice(end, run.index)) ? 1 : 0
        cut(start, end + padded)
        cut(run.index - padded, behind)
        mark('code', end + padded, run.index - padded)
        return behind
      }
      noCodeEnd.set(ticks, limit)
      return end
    }

    function readStyle(text: string, start: number): number {
      const bare = text.replace(/[{}]/, '')
      const type = STYLE_OF[bare] as StyleType
      const opener = open.get(type)
      const forced = text.startsWith('{')
      const behind = start + (forced ? bare.length + 1 : bare.length)
      const next = after(behind)
      if (opener && !forced && opener.to < start) {
        const closes = opener.forced
          ? text.endsWith('}')
          : !isSpace(before(start)) && (type !== 'italic' || isAlone(before(start), next))
        if (closes) {
          const close = opener.forced ? behind + 1 : behind
          cut(opener.from, opener.to)
          cut(start, close)
          mark(type, opener.to, start)
          open.delete(type)
          return close
        }
        // only its own end ends what was forced
        if (opener.forced) return behind
      }
      const opens = forced || (!isSpace(next) && (type !== 'italic' || isAlone(next, before(start))))
      if (opens) open.set(type, { from: start, to: behind, forced })
      return behind
    }
  }

  return { found, cuts, readBlocks }
}

/** Marks within lines. An address reaches up to what may be the end of a style around it. */
const TOKEN = [
  GUARD,
  '`+',
  '\\{(?:\\*\\*|~~|_)',
  '(?:\\*\\*|~~|_)\\}?',
  '[[\\]]',
  `https?:\\/\\/(?:(?!\\*\\*|~~|_\\})[^\\s<>\`[\\]{${GUARD}])+`,
].join('|')

/** An underscore between letters, or beside another one, is text: `snake_case`, `__init__`. */
const isAlone = (inside: string, outside: string) => inside !== '_' && !/[\p{L}\p{N}\p{M}_\\]/u.test(outside)

const isSpace = (character: string) => /\s/.test(character)
const isWord = (character: string) => /[\p{L}\p{N}\p{M}]/u.test(character)

const GUARDED = /[*_~`[\]{}>\u2060]/

const TARGET = /\((?:<([^<>\s]{1,2048})>|((?:[^\s()<>]|\([^\s()<>]{0,512}\)){1,2048}))\)/y

/** The target of `[text]`. An address without a scheme means https. */
function targetAt(source: string, place: number): { url: string; end: number } | null {
  TARGET.lastIndex = place
  const match = TARGET.exec(source)
  const written = match?.[1] ?? match?.[2]
  if (written === undefined) return null
  const url = linkUrl(/^[\w-]+(\.[\w-]+)+(?![\w:-]*@)/.test(written) ? `https://${written}` : written)
  return url === null ? null : { url, end: TARGET.lastIndex }
}

interface Fence {
  language: string
  content: Range
  /** index of the last line */
  end: number
}

/** Blocks of code between lines of backticks. ```` ```code``` ```` may also begin and end within its lines. */
function createFences(source: string, lines: readonly Range[]) {
  /** of each line: with how many backticks it ends, white space aside */
  const ends = lines.map(({ from, to }) => {
    const line = source.slice(from, to).trimEnd()
    let ticks = 0
    while (line[line.length - 1 - ticks] === '`') ticks++
    return ticks
  })
  const none = new Map<number, true>()
  const endFrom = (first: number, ticks: number): number => {
    if (none.has(ticks)) return -1
    for (let index = first; index < lines.length; index++) if (ends[index] === ticks) return index
    none.set(ticks, true)
    return -1
  }
  return {
    at(index: number): Fence | null {
      const { from, to } = lines[index] as Range
      const line = source.slice(from, to)
      if (!line.startsWith('```')) return null
      const [, fence, language = ''] = FENCE.exec(line) ?? []
      const ticks = fence?.length ?? 3
      if (!fence && line[3] === '`') return null
      const begin = fence ? index + 1 : index
      const end = endFrom(begin, ticks)
      if (end === -1) return null
      const last = lines[end] as Range
      const beforeTicks = source.slice(last.from, last.to).trimEnd().length - ticks
      const start = fence ? (lines[begin] as Range).from : from + 3
      // the line break before a fence that has its own line is not part of the code
      const stop = beforeTicks === 0 && end > begin ? (lines[end - 1] as Range).to : last.from + beforeTicks
      return stop > start ? { language, content: { from: start, to: stop }, end } : null
    },
  }
}
