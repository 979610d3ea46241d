import { ChatError } from '@imbachat/protocol'
import { DECIDED_AT_ONCE, UNDO_MS } from '@imbachat/protocol/moderation/moderation'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { claimOf } from './claim.ts'
import { type Done, decide } from './decide.ts'
import type { Decision, ReportDeps } from './report-deps.ts'
import type { OfReport } from './report-row.ts'
import { countOpenSubjects, sameSubject, subjectKey } from './same-subject.ts'

/**
 * Decides what is reported, and with `wholeAuthor` all else that is open about its author: the author is restricted
 * once. What another moderator looks at, and what the act does not fit, stays open.
 * @returns ids of the reports that were closed; `left`: entries about the author that are open still
 * @throws ChatError conflict, message_not_found: about the report itself
 */
export async function decideAuthor(
  deps: ReportDeps,
  actor: DashboardPrincipal,
  row: OfReport,
  { wholeAuthor, ...decision }: Decision,
): Promise<{ closed: string[]; left: number }> {
  const { control, readDb, clock } = deps
  const { widget_id, user_id } = row
  const done: [OfReport, Done][] = []
  async function decideOne(one: OfReport): Promise<void> {
    // other moderators are kept out while it is carried out
    await claimOf(deps, actor, one)
    done.push([one, await decide(deps, actor, one, { ...decision, alsoAuthor: done.length === 0 })])
  }
  await decideOne(row)
  for (const other of wholeAuthor ? await othersOf(deps, row) : []) {
    await decideOne(other).catch(async (error: unknown) => {
      if (!(error instanceof ChatError)) throw error
      await control
        .updateTable('report')
        .where(sameSubject(other))
        .where('claimed_by', '=', actor.account_id)
        .set({ claimed_by: null, claimed_until: null })
        .execute()
    })
  }

  const together = done.length > 1 ? crypto.randomUUID() : undefined
  const until = clock.now() + UNDO_MS
  for (const [{ id }, { undo }] of done) {
    if (undo === null) continue
    await control
      .updateTable('report')
      .set({ undo: JSON.stringify({ ...undo, together, until }) })
      .where('widget_id', '=', widget_id)
      .where('id', '=', id)
      .execute()
  }
  return {
    closed: done.flatMap(([, { closed }]) => closed),
    left: wholeAuthor ? await countOpenSubjects(readDb, widget_id, { user_id }) : 0,
  }
}

/** One open report of each other subject, the oldest first. */
async function othersOf({ control }: ReportDeps, row: OfReport): Promise<OfReport[]> {
  const open = await control
    .selectFrom('report')
    .select(['widget_id', 'id', 'user_id', 'room_id', 'seq', 'held_client_id'])
    .where('widget_id', '=', row.widget_id)
    .where('user_id', '=', row.user_id)
    .where('closed_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .limit(MOST_READ)
    .execute()
  const first = new Map(open.reverse().map((one) => [subjectKey(one), one]))
  first.delete(subjectKey(row))
  return [...first.values()].reverse().slice(0, DECIDED_AT_ONCE - 1)
}

/** Several reports may be about one message. */
const MOST_READ = 10 * DECIDED_AT_ONCE
