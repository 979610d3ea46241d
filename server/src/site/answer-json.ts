/** JSON found in a site's answer; `noise`: the answer also has text before or after the JSON. */
export type AnswerJson = { kind: 'json'; value: unknown; noise: boolean } | { kind: 'empty' } | { kind: 'not_json' }

/**
 * Reads an answer that should be JSON. PHP sites print warnings before it, and some sites print a comment after it.
 * Warnings contain brackets too, so the reader tries a few places where JSON may begin.
 */
export function readAnswerJson(text: string): AnswerJson {
  // No pattern such as \s+$: it retries at every space, so a hostile answer blocks the server for minutes.
  // `trim` also removes a byte order mark.
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

/** Each try reads the rest of the answer once, so this bounds the work for a hostile answer. */
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

/** A users info answer has 5 levels. Parsing 100,000 levels takes seconds and overflows the stack. */
const MAX_DEPTH = 64

/** The index after the bracket that closes the one at `start`; -1: it is never closed, or is nested too deep. */
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
