import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Database } from '../../store/schema.ts'

/** Stands for no widget: acts on an account, or on the server. */
export const NO_WIDGET = 0

export interface AuditEntry {
  widgetId: number
  /** accountId null: the command line */
  actor: { accountId: string | null; email: string }
  /** an operation's id */
  action: string
  /** what it acted on, as people know it: a report's id, an e-mail address */
  target: string | null
  /** what changed; never a secret, never what users wrote */
  details: AuditDetails | null
  /** the browser's address */
  address: string | null
}

export type AuditDetails = Record<string, unknown>

/** Who did what, on what, when and from where. There is no operation that changes or removes an entry. */
export interface Audit {
  record(entry: AuditEntry): Promise<void>
}

export function createAudit({ control, clock }: { control: Kysely<Database>; clock: Clock }): Audit {
  return {
    async record({ widgetId, actor, action, target, details, address }) {
      const at = clock.now()
      await control
        .insertInto('audit')
        .values({
          widget_id: widgetId,
          id: Bun.randomUUIDv7('hex', at),
          at,
          account_id: actor.accountId,
          actor: actor.email,
          action,
          target,
          details: details && JSON.stringify(details),
          address,
        })
        .execute()
    },
  }
}
