import type { AuditEntryView } from '@imbachat/protocol/http/audit'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import { cursorError } from '../../chat/cursor-error.ts'
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
  /** One widget's, the newest first. @throws ChatError invalid_field */
  list(widgetId: number, filter: AuditFilter): Promise<{ entries: AuditEntryView[]; next: string | null }>
}

interface AuditFilter {
  limit: number
  cursor?: string | undefined
  account_id?: string | undefined
  action?: string | undefined
  from?: number | undefined
  to?: number | undefined
}

interface AuditDeps {
  control: Kysely<Database>
  reader: Kysely<Database>
  clock: Clock
}

export function createAudit({ control, reader, clock }: AuditDeps): Audit {
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
    async list(widgetId, { limit, cursor, account_id, action, from, to }) {
      if (cursor !== undefined && !/^[0-9a-f-]{36}$/.test(cursor)) {
        throw cursorError()
      }
      const rows = await reader
        .selectFrom('audit')
        .selectAll()
        .where('widget_id', '=', widgetId)
        .$if(account_id !== undefined, (query) => query.where('account_id', '=', account_id ?? ''))
        .$if(action !== undefined, (query) => query.where('action', '=', action ?? ''))
        .$if(from !== undefined, (query) => query.where('id', '>=', firstIdAt(from ?? 0)))
        .$if(to !== undefined, (query) => query.where('id', '<', firstIdAt(to ?? 0)))
        .$if(cursor !== undefined, (query) => query.where('id', '<', cursor ?? ''))
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      const page = rows.slice(0, limit).map(({ widget_id: _, details, ...row }) => ({
        ...row,
        details: details === null ? null : (JSON.parse(details) as AuditDetails),
      }))
      return { entries: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
    },
  }
}

/** An id begins with its time, so one index serves the order, the pages and the time. */
const firstIdAt = (at: number): string => {
  const time = Math.min(at, 2 ** 48 - 1)
    .toString(16)
    .padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`
}
