/** JSON found in a site's answer; `noise`: something that is not JSON stood around it. */
export type AnswerJson = { kind: 'json'; value: unknown; noise: boolean } | { kind: 'empty' } | { kind: 'not_json' }

/**
 * Reads an answer that should be JSON. PHP sites print their warnings before it, some print a comment after it; warnings
 * carry brackets of their own, so a few places where JSON may begin are tried.
 */
export function readAnswerJson(text: string): AnswerJson {
  // Not by a pattern such as \s+$, which tries every space of the text: a hostile answer stopped the server for minutes. A byte order mark goes too.
  const trimmed = text.trim()
  if (trimmed === '') return { kind: 'empty' }
  const whole = /^[[{]/.test(trimmed) && matchingEnd(trimmed, 0) !== trimmed.length ? undefined : parse(trimmed)
  if (whole !== undefined) return { kind: 'json', value: whole, noise: false }
  let best: unknown
  for (const start of likelyStarts(trimmed)) {
    const end = matchingEnd(trimmed, start)
    const value = end === -1 ? undefined : parse(trimmed.slice(start, end))
    if (value === undefined) continue
    if (holdsUsers(value)) return { kind: 'json', value, noise: true }
    best ??= value
  }
  return best === undefined ? { kind: 'not_json' } : { kind: 'json', value: best, noise: true }
}

/** Each try reads the rest of the answer once; a hostile answer gets no more than these. */
const MAX_TRIES = 20

function* likelyStarts(text: string): Generator<number> {
  // a list of objects, an empty list, or an object: not the brackets of `$row['name']` or `SQLSTATE[42S22]`
  const likely = /\[\s*(?:\{|\])|\{\s*(?:"|\})/g
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const found = likely.exec(text)
    if (found === null) return
    yield found.index
    likely.lastIndex = found.index + 1
  }
}

/** A users info answer is five levels deep; parsing a hundred thousand takes seconds and the whole stack. */
const MAX_DEPTH = 64

/** Where the bracket at `start` is closed, exclusive; -1: nowhere, or it holds too many others in one another. */
function matchingEnd(text: string, start: number): number {
  let depth = 0
  let inString = false
  for (let at = start; at < text.length; at += 1) {
    const char = text[at]
    if (inString) {
      if (char === '\\') at += 1
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '[' || char === '{') {
      depth += 1
      if (depth > MAX_DEPTH) return -1
    } else if (char === ']' || char === '}') {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return -1
}

function holdsUsers(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : typeof value === 'object' && value !== null && 'data' in value
}

/** undefined: not JSON (JSON itself has no undefined) */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
