import type { MailLanguage } from '@imbachat/protocol/http/account/mail-language'
import type { Kysely } from 'kysely'
import type { Clock } from '../chat/clock.ts'
import type { Log } from '../chat/log.ts'
import type { MailQueue } from '../dashboard/mails.ts'
import type { Database, OwnerTables } from '../store/schema/schema.ts'
import type { Endpoint, OffReason } from './endpoint.ts'

interface TurnedOffDeps {
  readDb: Kysely<Database & OwnerTables>
  /** null: this server sends no mail */
  mail: MailQueue | null
  clock: Clock
  log: Log
}

/** Tells the owners of a widget that one of its endpoints gets nothing any more. */
export async function tellTurnedOff(
  { readDb, mail, clock, log }: TurnedOffDeps,
  { widget_id, id, url }: Endpoint,
  reason: OffReason,
): Promise<void> {
  const { host } = new URL(url)
  log.warn('a webhook was turned off', { widget: widget_id, host, reason })
  if (mail === null) return
  const row = await readDb
    .selectFrom('webhook_endpoint')
    .innerJoin('widget', 'widget.id', 'webhook_endpoint.widget_id')
    .select(['widget.name', 'webhook_endpoint.language'])
    .where('webhook_endpoint.widget_id', '=', widget_id)
    .where('webhook_endpoint.id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return
  const language = row.language as MailLanguage
  for (const email of await ownersOf(readDb, widget_id)) {
    await mail.add({ kind: 'webhook_off', email, language, at: clock.now(), widget_id, widget: row.name, host, reason })
  }
}

/** The account that the widget counts for, and other owners. */
async function ownersOf(readDb: Kysely<Database & OwnerTables>, widget_id: number): Promise<string[]> {
  const rows = await readDb
    .selectFrom('owner')
    .select('owner.email')
    .where((eb) =>
      eb.or([
        eb('owner.id', 'in', eb.selectFrom('widget').select('widget.account_id').where('widget.id', '=', widget_id)),
        eb(
          'owner.id',
          'in',
          eb
            .selectFrom('team_member')
            .select('team_member.account_id')
            .where('team_member.widget_id', '=', widget_id)
            .where('team_member.role', '=', 'owner'),
        ),
      ]),
    )
    .where('owner.disabled_at', 'is', null)
    .execute()
  return rows.map(({ email }) => email)
}
