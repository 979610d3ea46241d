import type { DecisionFigures, reportsOperations } from '@imbachat/protocol/http/moderation/reports'
import type { OperationResult } from '@imbachat/protocol/http/operation'
import type { ReportReason } from '@imbachat/protocol/moderation/reports'
import { emailsOf } from '../people/emails.ts'
import type { ReportDeps } from './report-deps.ts'
import { countOpenSubjects, subjectKey } from './same-subject.ts'

export type ModerationFigures = OperationResult<(typeof reportsOperations)['moderation.figures']>

const DAY_MS = 86_400_000
/** Reports of both periods that are read. */
const MOST_READ = 40_000

interface Decided {
  by: string
  at: number
  took: number
  reason: ReportReason
  upheld: boolean
}

interface Reversed {
  by: string
  at: number
  reason: ReportReason | null
}

/** The decisions of the last days, their speed, and how many were reversed; without messages that authors withdrew. */
export async function readFigures(deps: ReportDeps, widget_id: number, days: number): Promise<ModerationFigures> {
  const { readDb, clock } = deps
  const now = clock.now()
  const [since, before] = [now - days * DAY_MS, now - 2 * days * DAY_MS]
  const { decisions, complete } = await decisionsSince(deps, widget_id, before)
  const reversed = await reversedSince(deps, widget_id, before)
  const oldest = await readDb
    .selectFrom('report')
    .select('created_at')
    .where('widget_id', '=', widget_id)
    .where('closed_at', 'is', null)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
  const period = decisions.filter(({ at }) => at >= since)
  const back = reversed.filter(({ at }) => at >= since)
  const people = [...new Set([...period, ...back].map(({ by }) => by))]
  const reasons = [...new Set(period.map(({ reason }) => reason))]
  const emails = await emailsOf(readDb, people)
  const most = (one: DecisionFigures, other: DecisionFigures) => other.decided - one.decided
  return {
    waiting: await countOpenSubjects(readDb, widget_id, { waitingAt: now }),
    oldest_at: oldest?.created_at ?? null,
    period: figuresOf(period, back),
    before: figuresOf(
      decisions.filter(({ at }) => at < since),
      reversed.filter(({ at }) => at < since),
    ),
    moderators: people
      .map((by) => ({
        name: emails(by),
        ...figuresOf(
          period.filter((one) => one.by === by),
          back.filter((one) => one.by === by),
        ),
      }))
      .sort(most),
    reasons: reasons
      .map((reason) => ({
        reason,
        ...figuresOf(
          period.filter((one) => one.reason === reason),
          back.filter((one) => one.reason === reason),
        ),
      }))
      .sort(most),
    complete,
  }
}

/** Reports that were closed together are one decision, of the reason that came first. */
async function decisionsSince({ readDb }: ReportDeps, widget_id: number, since: number) {
  const rows = await readDb
    .selectFrom('report')
    .select([
      'user_id',
      'room_id',
      'seq',
      'held_client_id',
      'closed_at',
      'created_at',
      'closed_by',
      'outcome',
      'reason',
    ])
    .where('widget_id', '=', widget_id)
    .where('closed_at', '>=', since)
    .where('closed_by', 'is not', null)
    .orderBy('closed_at', 'desc')
    .orderBy('created_at', 'desc')
    .limit(MOST_READ + 1)
    .execute()
  const all = new Map<string, Decided>()
  for (const row of rows.slice(0, MOST_READ)) {
    // the oldest of them comes last
    all.set(`${row.closed_at} ${subjectKey(row)}`, {
      by: row.closed_by ?? '',
      at: row.closed_at ?? 0,
      took: (row.closed_at ?? 0) - row.created_at,
      reason: row.reason,
      upheld: row.outcome !== 'dismissed' && row.outcome !== 'published',
    })
  }
  return { decisions: [...all.values()], complete: rows.length <= MOST_READ }
}

/** Mutes and bans that a moderator lifted since their user asked, of the one who gave them. */
async function reversedSince({ readDb }: ReportDeps, widget_id: number, since: number): Promise<Reversed[]> {
  const rows = await readDb
    .selectFrom('appeal as a')
    .innerJoin('restriction as r', (join) =>
      join.onRef('r.widget_id', '=', 'a.widget_id').onRef('r.id', '=', 'a.restriction_id'),
    )
    .leftJoin('report', (join) =>
      join.onRef('report.widget_id', '=', 'r.widget_id').onRef('report.id', '=', 'r.report_id'),
    )
    .select(['r.created_by', 'a.closed_at', 'report.reason'])
    .where('a.widget_id', '=', widget_id)
    .where('a.closed_at', '>=', since)
    .where('a.outcome', '=', 'accepted')
    .limit(MOST_READ)
    .execute()
  return rows.map(({ created_by: by, closed_at, reason }) => ({ by, at: closed_at ?? 0, reason }))
}

function figuresOf(decided: readonly Decided[], reversed: readonly Reversed[]): DecisionFigures {
  const times = decided.map(({ took }) => took).sort((one, other) => one - other)
  return {
    decided: decided.length,
    upheld: decided.filter(({ upheld }) => upheld).length,
    median_ms: times[Math.floor((times.length - 1) / 2)] ?? null,
    reversed: reversed.length,
  }
}
