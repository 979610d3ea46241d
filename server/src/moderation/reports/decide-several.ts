import { ChatError } from '@imbachat/protocol'
import { RETRY_CODES } from '@imbachat/protocol/errors/retry-codes'
import { DECIDED_AT_ONCE, UNDO_MS } from '@imbachat/protocol/moderation/moderation'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { messageOf } from '../../error-message.ts'
import { claimOf } from './claim.ts'
import { type Done, decide, misfit } from './decide.ts'
import type { Decision, ReportDeps } from './report-deps.ts'
import type { OfReport } from './report-row.ts'
import { countOpenSubjects, sameSubject, subjectKey } from './same-subject.ts'

/**
 * Decides the reported subject, and with `wholeAuthor` all other open reports about its author: the author is
 * restricted once. Subjects that another moderator works on, and those that the act does not fit, stay open.
 * @returns ids of the reports that were closed; `left`: how many stay open
 */
export async function decideAuthor(
  deps: ReportDeps,
  actor: DashboardPrincipal,
  row: OfReport,
  { wholeAuthor, ...decision }: Decision,
): Promise<{ closed: string[]; left: number }> {
  const { widget_id, user_id } = row
  // other moderators are kept out while it is carried out
  await claimOf(deps, actor, row)
  const done: Decided[] = [[row, await decide(deps, actor, row, { ...decision, alsoAuthor: true })]]
  const others = wholeAuthor ? await othersOf(deps, row) : []
  done.push(...(await decideEach(deps, actor, others, { ...decision, alsoAuthor: false })))
  await keepUndo(deps, done)
  return {
    closed: closedBy(done),
    left: wholeAuthor ? await countOpenSubjects(deps.readDb, widget_id, { user_id }) : 0,
  }
}

/**
 * Applies the same act to the subject of each of these reports. Reports that are decided already, those that another
 * moderator works on, and those that the act does not fit stay as they are.
 * @returns the reports that were decided, and the ids of all that were closed with them
 */
export async function decideMany(
  deps: ReportDeps,
  actor: DashboardPrincipal,
  rows: readonly OfReport[],
  act: 'dismiss' | 'publish' | 'delete',
): Promise<{ decided: string[]; closed: string[] }> {
  const subjects = new Map(rows.toReversed().map((row) => [subjectKey(row), row]))
  const decision = { act, minutes: null, reason: '', alsoDelete: false, alsoAuthor: true }
  const done = await decideEach(deps, actor, [...subjects.values()].reverse(), decision)
  await keepUndo(deps, done)
  const decided = done.filter(([, { closed }]) => closed.length > 0).map(([{ id }]) => id)
  return { decided, closed: closedBy(done) }
}

type Decided = [OfReport, Done]

const closedBy = (done: readonly Decided[]) => done.flatMap(([, { closed }]) => closed)

/**
 * Decides the reports one by one, and leaves out those that refuse. If the server itself can't go on, the others stay
 * open, so that the decisions before keep their undo and their entries in the log.
 * @throws what stopped it, if nothing was decided
 */
async function decideEach(
  deps: ReportDeps,
  actor: DashboardPrincipal,
  rows: readonly OfReport[],
  decision: Parameters<typeof decide>[3],
): Promise<Decided[]> {
  const done: Decided[] = []
  for (const row of rows) {
    if (misfit(row, decision.act) !== null) continue
    try {
      await claimOf(deps, actor, row)
      done.push([row, await decide(deps, actor, row, decision)])
    } catch (error) {
      if (!(error instanceof ChatError) || RETRY_CODES.has(error.code)) {
        if (done.length === 0) throw error
        deps.chat.log.error('decided some of several reports', {
          ...{ widget_id: row.widget_id, decided: done.length, of: rows.length, error: messageOf(error) },
        })
        return done
      }
      await deps.control
        .updateTable('report')
        .where(sameSubject(row))
        .where('claimed_by', '=', actor.account_id)
        .set({ claimed_by: null, claimed_until: null })
        .execute()
    }
  }
  return done
}

/** Gives the decisions one id and one time limit, so that one Undo takes all of them back. */
async function keepUndo({ control, clock }: ReportDeps, done: readonly Decided[]): Promise<void> {
  const together = done.length > 1 ? crypto.randomUUID() : undefined
  const until = clock.now() + UNDO_MS
  for (const [{ widget_id, id }, { undo }] of done) {
    if (undo === null) continue
    await control
      .updateTable('report')
      .set({ undo: JSON.stringify({ ...undo, together, until }) })
      .where('widget_id', '=', widget_id)
      .where('id', '=', id)
      .execute()
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
