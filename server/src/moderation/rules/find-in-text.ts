import { ChatError } from '@imbachat/protocol'
import type { RuleSource } from '@imbachat/protocol/moderation/moderation'
import type { RuleAction, RuleList, WidgetRules } from '@imbachat/protocol/moderation/rules'
import type { Span } from '../masking/mask-text.ts'
import { compiledRules } from './compiled-rules.ts'
import { findWords, type Wanted } from './word-list.ts'

/** A part of a text that a rule names. */
export interface Finding extends Span {
  source: RuleSource
  action: RuleAction
  /** name of the list; null: not a list */
  list: string | null
}

/** Milliseconds that one look may take before others have their turn. Most texts are done before. */
const TURN_MS = 5
/** Texts of one widget that wait for theirs; further ones are refused. */
const MOST_WAITING = 50

/** The texts of a widget's rules that take longer than a turn, one after the other. */
const lines = new WeakMap<WidgetRules, { last: Promise<unknown>; waiting: number }>()

/**
 * The findings of the lists. Long texts and many patterns delay no other widget: a widget's checks run in turns and
 * rest as long as they work, so a widget with costly rules takes half of the time at most.
 * @throws ChatError server_busy
 */
export async function findInText(text: string, rules: WidgetRules, mostWaiting = MOST_WAITING): Promise<Finding[]> {
  if (rules.lists.length === 0) return []
  const steps = find(text, rules)
  const found = workOn(steps)
  if (found) return found
  const line = lines.get(rules) ?? { last: Promise.resolve(), waiting: 0 }
  lines.set(rules, line)
  if (line.waiting >= mostWaiting) throw new ChatError('server_busy', 'Too many texts wait for the rules.')
  line.waiting++
  const mine = line.last.then(() => workOff(steps)).finally(() => line.waiting--)
  line.last = mine.catch(() => {})
  return mine
}

async function workOff(steps: Generator<void, Finding[]>): Promise<Finding[]> {
  for (let took = TURN_MS; ; ) {
    await new Promise((resolve) => setTimeout(resolve, took))
    await ownTick()
    const begun = performance.now()
    const found = workOn(steps)
    if (found) return found
    took = performance.now() - begun
  }
}

let lastTick: Promise<unknown> = Promise.resolve()

/** Texts of many widgets may be due at once: one works, then the connections have their turn, then the next one. */
export function ownTick(): Promise<unknown> {
  lastTick = lastTick.then(() => new Promise((resolve) => setImmediate(resolve)))
  return lastTick
}

/** Works for one turn. @returns null: there is more to do */
function workOn(steps: Generator<void, Finding[]>): Finding[] | null {
  const end = performance.now() + TURN_MS
  do {
    const { done, value } = steps.next()
    if (done) return value
  } while (performance.now() < end)
  return null
}

/** Masking needs all findings. Of other lists, a few findings decide and are shown. */
const WANTED: Wanted<RuleList> = { most: 20, mustFindAll: ({ action }) => action === 'mask' }

function* find(text: string, rules: WidgetRules): Generator<void, Finding[]> {
  const { words, patterns } = compiledRules(rules)
  const inLists = yield* findWords(text, words, WANTED)
  const found = inLists.map(
    ({ start, end, list: { action, name } }): Finding => ({ source: 'words', action, list: name, start, end }),
  )
  for (const { pattern, list } of patterns) {
    const compiled = pattern()
    yield
    for (const span of compiled ? yield* compiled.find(text) : []) {
      found.push({ ...span, source: 'patterns', action: list.action, list: list.name })
    }
    yield
  }
  return found
}
