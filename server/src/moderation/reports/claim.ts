import { ChatError } from '@imbachat/protocol'
import { CLAIM_MS } from '@imbachat/protocol/moderation/moderation'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { emailsOf } from '../people/emails.ts'
import type { ReportDeps } from './report-deps.ts'
import type { OfReport } from './report-row.ts'
import { sameSubject } from './same-subject.ts'

/**
 * One statement claims all open reports about the subject, so of two moderators at the same moment one is refused.
 * @throws ChatError conflict
 */
export async function claimOf(
  { control, readDb, clock }: ReportDeps,
  actor: DashboardPrincipal,
  row: OfReport,
): Promise<void> {
  const now = clock.now()
  const claimed = await control
    .updateTable('report')
    .where(sameSubject(row))
    .set({ claimed_by: actor.account_id, claimed_until: now + CLAIM_MS })
    .where('closed_at', 'is', null)
    .where(({ or, eb }) =>
      or([
        eb('claimed_by', 'is', null),
        eb('claimed_by', '=', actor.account_id),
        eb('claimed_until', 'is', null),
        eb('claimed_until', '<', now),
      ]),
    )
    .returning('id')
    .execute()
  if (claimed.some(({ id }) => id === row.id)) return
  const other = await readDb
    .selectFrom('report')
    .select(['report.closed_at', 'report.claimed_by'])
    .where('report.widget_id', '=', row.widget_id)
    .where('report.id', '=', row.id)
    .executeTakeFirst()
  if (other?.closed_at !== null) throw new ChatError('conflict', 'This report is decided already.')
  const names = await emailsOf(readDb, [other.claimed_by])
  throw new ChatError('conflict', `${names(other.claimed_by) || 'Another moderator'} looks at this report now.`)
}
