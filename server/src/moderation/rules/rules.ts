import { ChatError } from '@imbachat/protocol'
import type { RuleFinding, RulesView } from '@imbachat/protocol/http/moderation/rules'
import { RULE_LIMITS, type RuleAction, type RuleList, type WidgetRules } from '@imbachat/protocol/moderation/rules'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import type { Widgets } from '../../dashboard/widgets/widgets.ts'
import type { Database } from '../../store/schema/schema.ts'
import { maskByPolicy } from '../masking/mask-message.ts'
import { type RulesInUse, rulesOfRow } from './compiled-rules.ts'
import { ownTick } from './find-in-text.ts'
import { judgeMessage } from './judge-message.ts'
import { compilePattern } from './pattern.ts'

/** The rules of a widget, for its moderators. Another account's widget answers as a missing one. */
export interface Rules {
  get(actor: DashboardPrincipal, widget_id: number): Promise<RulesView>
  /** Replaces the named parts. @throws ChatError invalid_field, conflict if they are not of `revision` any more */
  change(
    actor: DashboardPrincipal,
    widget_id: number,
    revision: number,
    change: { [Part in keyof WidgetRules]?: WidgetRules[Part] | undefined },
  ): Promise<RulesView>
  /** Tries the rules on a text. @throws ChatError invalid_field */
  try(
    actor: DashboardPrincipal,
    widget_id: number,
    input: { text: string; isNew: boolean; rules: WidgetRules | undefined },
  ): Promise<{ outcome: TriedOutcome; stored: string; findings: RuleFinding[] }>
}

export interface RulesDeps {
  control: Kysely<Database>
  readDb: Kysely<Database>
  widgets: Pick<Widgets, 'get'>
  clock: Clock
}

/** Findings that the try box shows. */
const MOST_SHOWN = 100

export function createRules({ control, readDb, widgets, clock }: RulesDeps): Rules {
  async function stored(widget_id: number): Promise<{ row: string | null; rules: RulesInUse }> {
    const { rules: row } = await readDb
      .selectFrom('widget')
      .select('rules')
      .where('id', '=', widget_id)
      .executeTakeFirstOrThrow()
    return { row, rules: rulesOfRow(row) }
  }

  return {
    async get(actor, widget_id) {
      await widgets.get(actor, widget_id)
      return view((await stored(widget_id)).rules)
    },
    async change(actor, widget_id, revision, { lists, links, new_users, same_text }) {
      await widgets.get(actor, widget_id)
      const { row, rules: before } = await stored(widget_id)
      if (before.revision !== revision) throw changedMeanwhile()
      const after: RulesInUse = {
        revision: revision + 1,
        counting_since: before.counting_since,
        lists: lists ?? before.lists,
        links: links ?? before.links,
        new_users: new_users ?? before.new_users,
        same_text: same_text ?? before.same_text,
      }
      await mustBeUsable(after.lists)
      if (after.new_users.messages === 0) after.counting_since = null
      else after.counting_since ??= clock.now()
      const changed = await control
        .updateTable('widget')
        .set({ rules: JSON.stringify(after) })
        .where('id', '=', widget_id)
        .where('deleted_at', 'is', null)
        .where('rules', row === null ? 'is' : '=', row)
        .returning('id')
        .executeTakeFirst()
      if (!changed) throw changedMeanwhile()
      return view(after)
    },
    async try(actor, widget_id, { text, isNew, rules: given }) {
      const { settings } = await widgets.get(actor, widget_id)
      if (given) await mustBeUsable(given.lists)
      const { rules: saved } = await stored(widget_id)
      const rules = { ...saved, ...given }
      const message = { text, parts: {} }
      const user = { user_id: '', role: 'user' as const, first_seen_at: isNew ? clock.now() : null, written: 0 }
      // a trial has no sender, so it counts as no repetition
      const recentActs = { count: () => 0 }
      const sender = { user, room_id: 0 }
      const judgement = await judgeMessage({ clock, recentActs }, { id: widget_id, rules }, message, sender)
      const { decides, masks, findings } = judgement
      return {
        outcome: decides === null ? 'sent' : OUTCOMES[decides.action],
        stored: maskByPolicy(message, masks, { ...settings, mask_contacts: 'off' }).text,
        findings: findings
          .slice(0, MOST_SHOWN)
          .map((finding) => ({ ...finding, found: text.slice(finding.start, finding.end) })),
      }
    },
  }
}

type TriedOutcome = 'sent' | 'flagged' | 'held' | 'refused'

/** A mask alone sends the rest. */
const OUTCOMES: Record<RuleAction, TriedOutcome> = { refuse: 'refused', hold: 'held', flag: 'flagged', mask: 'sent' }

const view = ({ revision, lists, links, new_users, same_text }: RulesInUse): RulesView => ({
  revision,
  rules: { lists, links, new_users, same_text },
})

const changedMeanwhile = () =>
  new ChatError('conflict', 'the rules were changed meanwhile; read them again', { field: 'revision' })

/** Milliseconds of work on patterns, after which other work of the server gets as much time. */
const TURN_MS = 5

/** A pattern may take 20 ms to compile, so the work is done in steps. @throws ChatError invalid_field */
async function mustBeUsable(lists: readonly RuleList[]): Promise<void> {
  if (new Set(lists.map(({ list_id }) => list_id)).size < lists.length) {
    throw new ChatError('invalid_field', 'each list needs a list_id of its own', { field: 'lists' })
  }
  for (const [kind, most] of [
    ['words', RULE_LIMITS.words],
    ['patterns', RULE_LIMITS.patterns],
  ] as const) {
    const count = lists.filter((list) => list.kind === kind).reduce((sum, list) => sum + list.entries.length, 0)
    if (count <= most) continue
    throw new ChatError('invalid_field', `all lists together have at most ${most} ${kind}, not ${count}`, {
      field: 'lists',
    })
  }
  if (lists.some(({ kind }) => kind === 'patterns')) await ownTick()
  let begun = performance.now()
  for (const [at, { kind, entries }] of lists.entries()) {
    for (const [line, entry] of entries.entries()) {
      const took = performance.now() - begun
      if (took > TURN_MS) {
        await Bun.sleep(took)
        await ownTick()
        begun = performance.now()
      }
      const problem = kind === 'patterns' ? problemOf(entry) : tooLong(entry)
      if (problem === null) continue
      const field = `lists.${at}.entries.${line}`
      throw new ChatError('invalid_field', `${field} is not valid: ${problem}`, { field })
    }
  }
}

const tooLong = (entry: string): string | null =>
  entry.length > RULE_LIMITS.wordChars ? `a word has at most ${RULE_LIMITS.wordChars} characters` : null

function problemOf(entry: string): string | null {
  const compiled = compilePattern(entry)
  return 'problem' in compiled ? compiled.problem : null
}
