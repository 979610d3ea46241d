import { RULE_LIMITS } from '@imbachat/protocol/moderation/rules'
import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js'
import type { Span } from '../masking/mask-text.ts'

/**
 * A pattern in RE2's syntax. It can't backtrack: for any pattern and text, its time grows at most with the text's
 * length times the pattern's steps.
 */
export interface Pattern {
  /** Finds the places in the text, in order. Each step is short; other work may run between two steps. */
  find(text: string): Generator<void, Span[]>
}

/**
 * A long text is searched in stretches of this many characters. They overlap, so that matches of up to `OVERLAP`
 * characters are not cut.
 */
const STRETCH = 1_024
const OVERLAP = 256
/**
 * Matches of one pattern in a message. Each may cost a walk over the rest of the text, so behind the last one the rest
 * counts as found.
 */
const MOST_MATCHES = 20

export interface PatternProblem {
  problem: string
}

/** @returns the mistake and its place, if the pattern is invalid */
export function compilePattern(source: string): Pattern | PatternProblem {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE)
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) {
      const { error: reason, input } = error as RE2JSSyntaxException & { error: string; input: string | null }
      // how the flag is written inside of the engine
      const at = input?.replace(/^\(\?i\)/, '')
      return { problem: at ? `${reason} at ${JSON.stringify(at)}` : reason }
    }
    if (error instanceof RE2JSException) return { problem: error.message }
    throw error
  }
  const steps = compiled.programSize()
  if (steps > RULE_LIMITS.patternSteps) {
    return { problem: `it has ${steps} steps, at most ${RULE_LIMITS.patternSteps}; shorten its repetitions` }
  }
  if (compiled.matcher('').find()) return { problem: 'it matches every text, also an empty one' }
  return { find: (text) => findAll(compiled, text) }
}

function* findAll(compiled: RE2JS, text: string): Generator<void, Span[]> {
  const found: Span[] = []
  for (let from = 0; from === 0 || from + OVERLAP < text.length; from += STRETCH) {
    const stretch = text.slice(from, from + STRETCH + OVERLAP)
    const isLast = from + stretch.length === text.length
    const matcher = compiled.matcher(stretch)
    while (matcher.find()) {
      const [start, end] = [matcher.start(), matcher.end()]
      // the edge of a stretch is not the edge of the text, and the next stretch finds the match as well
      const isAtEdge = (from > 0 && start === 0) || (!isLast && end === stretch.length && start >= STRETCH)
      if (end > start && !isAtEdge) found.push({ start: from + start, end: from + end })
      if (found.length >= MOST_MATCHES) return [...found, { start: from + end, end: text.length }]
      yield
    }
    yield
  }
  return found
}
