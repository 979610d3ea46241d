import type { MailLanguage } from '@imbachat/protocol/http/account/mail-language'
import type { Kysely } from 'kysely'
import type { Log } from '../chat/log.ts'
import type { TeamNotices } from '../dashboard/team-notices/team-notices.ts'
import type { Database, OwnerTables } from '../store/schema/schema.ts'
import type { Endpoint, OffReason } from './endpoint.ts'

interface TurnedOffDeps {
  readDb: Kysely<Database & OwnerTables>
  notices: Pick<TeamNotices, 'notify'>
  log: Log
}

/** Notifies the owners and admins of a widget that the server turned one of its endpoints off. */
export async function notifyTurnedOff(
  { readDb, notices, log }: TurnedOffDeps,
  { widget_id, id, url }: Endpoint,
  reason: OffReason,
): Promise<void> {
  const { host } = new URL(url)
  log.warn('a webhook was turned off', { widget_id, host, reason })
  const row = await readDb
    .selectFrom('webhook_endpoint')
    .select('language')
    .where('widget_id', '=', widget_id)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return
  await notices.notify(widget_id, { topic: 'webhook', host, reason }, { language: row.language as MailLanguage })
}
