import type { ReportSource } from '@imbachat/protocol/moderation'
import type { RuleAction, WidgetRules } from '@imbachat/protocol/rules'
import type { Span } from '../moderation/mask-text.ts'
import { compiledRules } from './compiled-rules.ts'
import { findWords } from './word-list.ts'

/** A part of a text that a rule names. */
export interface Finding extends Span {
  source: Exclude<ReportSource, 'user'>
  action: RuleAction
  /** name of the list; null: it is no list */
  list: string | null
}

/** Milliseconds that one look may take before others have their turn. */
const TURN_MS = 5

/** What the lists find. Gives way to others between its steps, so a long text or many patterns hold nobody up. */
export async function findInText(text: string, rules: WidgetRules): Promise<Finding[]> {
  if (rules.lists.length === 0) return []
  const steps = find(text, rules)
  let begun = performance.now()
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    if (performance.now() - begun < TURN_MS) continue
    await new Promise((resolve) => setImmediate(resolve))
    begun = performance.now()
  }
}

/** The same at once, for a line such as a title. */
export function findInLine(line: string, rules: WidgetRules): Finding[] {
  if (rules.lists.length === 0) return []
  const steps = find(line, rules)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

function* find(text: string, rules: WidgetRules): Generator<void, Finding[]> {
  const { words, patterns } = compiledRules(rules)
  const found: Finding[] = findWords(text, words).map(({ start, end, list }) => ({
    ...{ start, end, source: 'words', action: list.action, list: list.name },
  }))
  for (const { pattern, list } of patterns) {
    for (const span of yield* pattern.find(text)) {
      found.push({ ...span, source: 'patterns', action: list.action, list: list.name })
    }
    yield
  }
  return found
}
