import { NO_RULES, type RuleList, type WidgetRules } from '@imbachat/protocol/moderation/rules'
import QuickLRU from 'quick-lru'
import { compilePattern, type Pattern } from './pattern.ts'
import { indexWords, type WordIndex } from './word-list.ts'

/** Rules as messages are compared with them. */
export interface CompiledRules {
  words: WordIndex<RuleList>
  /** `pattern` compiles at its first call; null: the engine does not take it */
  patterns: readonly { pattern(): Pattern | null; list: RuleList }[]
}

/** The column's content. A missing field is as in `NO_RULES`. */
export interface RulesInUse extends WidgetRules {
  revision: number
  /** since when messages of new users are counted; users from before are not new by their number. null: never yet */
  counting_since: number | null
}

/** The rules of a widget that never had any. */
export const NONE: RulesInUse = { ...NO_RULES, revision: 0, counting_since: null }

/** Widgets whose rules are remembered as they were read. */
const REMEMBERED = 500

const read = new QuickLRU<string, RulesInUse>({ maxSize: REMEMBERED })
const compiled = new WeakMap<WidgetRules, CompiledRules>()

/** The rules as a row has them. A widget is read every second, and the same text is the same object. */
export function rulesOfRow(stored: string | null): RulesInUse {
  if (stored === null) return NONE
  const known = read.get(stored)
  if (known) return known
  const whole = { ...NONE, ...(JSON.parse(stored) as Partial<RulesInUse>) }
  read.set(stored, whole)
  return whole
}

export function compiledRules(rules: WidgetRules): CompiledRules {
  const known = compiled.get(rules)
  if (known) return known
  const made = {
    words: indexWords(rules.lists.filter(({ kind }) => kind === 'words').map((list) => ({ ...list, list }))),
    patterns: rules.lists
      .filter(({ kind }) => kind === 'patterns')
      .flatMap((list) => list.entries.map((entry) => ({ pattern: compiledOnce(entry), list }))),
  }
  compiled.set(rules, made)
  return made
}

/** A pattern may take 20 ms to compile, and a widget has up to 50: each is compiled in a step of its own. */
function compiledOnce(entry: string): () => Pattern | null {
  let made: Pattern | null | undefined
  return () => {
    if (made !== undefined) return made
    const result = compilePattern(entry)
    // the pattern was valid when it was saved; a newer engine that refuses it must not stop the chat
    made = 'problem' in result ? null : result
    return made
  }
}
