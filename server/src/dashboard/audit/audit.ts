import { type AuditEntryView, type AuditSubject, COUNTED_ENTRIES } from '@imbachat/protocol/http/audit'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import type { Database } from '../../store/schema/schema.ts'

const places = cursorOf('uuid')

/** Number for acts without a widget: on an account, or on the server. */
export const NO_WIDGET = 0

export interface AuditEntry {
  widget_id: number
  /** account_id null: the command line */
  actor: { account_id: string | null; email: string }
  /** an operation's id */
  action: string
  /** the object of the act, as people know it: a report's id, an e-mail address */
  target: string | null
  /** changed values; never a secret, never a text of users */
  details: AuditDetails | null
  /** the browser's address */
  address: string | null
}

export type AuditDetails = Record<string, unknown>

/** Records each act with its actor, subject, time and address. No operation changes or removes an entry. */
export interface Audit {
  /** Together: all of them, or none. */
  record(entries: readonly AuditEntry[]): Promise<void>
  /**
   * Records the act before it runs: if the server dies during it, the log says after `UNKNOWN_AFTER_MS` that it had
   * begun. An act and its entry are not one transaction, because acts are also calls to sites, files and chat writes of
   * other threads.
   */
  begin(entry: Omit<AuditEntry, 'details'>): Promise<OpenAct>
  /** One widget's. @throws ChatError invalid_field */
  list(widget_id: number, filter: AuditFilter): Promise<AuditPage>
}

export interface OpenAct {
  /** Records that the act was done. */
  end(entries: readonly AuditEntry[]): Promise<void>
  /** Records that the act changed nothing. */
  forget(): Promise<void>
}

/** No request takes so long, milliseconds. */
const UNKNOWN_AFTER_MS = 300_000
/** Open acts that one look at the log settles. */
const SETTLED = 100

export interface AuditPage {
  entries: AuditEntryView[]
  /** null: not asked for, or not the first page */
  total: number | null
  next: string | null
}

interface AuditFilter {
  limit: number
  cursor?: string | undefined
  /** missing: the newest first */
  sort?: '-at' | 'at'
  account_id?: string | undefined
  action?: string | undefined
  target?: string | undefined
  about?: AuditSubject | undefined
  figures?: '1' | undefined
  from?: number | undefined
  to?: number | undefined
}

interface AuditDeps {
  control: Kysely<Database>
  readDb: Kysely<Database>
  clock: Clock
}

export function createAudit({ control, readDb, clock }: AuditDeps): Audit {
  const row = ({ widget_id, actor, action, target, address }: Omit<AuditEntry, 'details'>, id: string, at: number) => ({
    widget_id,
    id,
    at,
    account_id: actor.account_id,
    actor: actor.email,
    action,
    target,
    address,
  })

  async function put(entries: readonly AuditEntry[], id: string, at: number): Promise<void> {
    const widgets = new Set<number>()
    const rows = entries.map((entry) => {
      // an act on several things has an entry for each; the first has the id of the act that began
      const isFirst = !widgets.has(entry.widget_id)
      widgets.add(entry.widget_id)
      const own = isFirst ? id : Bun.randomUUIDv7('hex', at)
      return { ...row(entry, own, at), details: entry.details && JSON.stringify(entry.details) }
    })
    // an act that took very long may be in the log already
    await control
      .insertInto('audit')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  /** The server died over these acts, or it never learned how they ended. */
  async function settleOpen(widget_id: number): Promise<void> {
    const left = await readDb
      .selectFrom('open_act')
      .selectAll()
      .where('widget_id', '=', widget_id)
      .where('at', '<=', clock.now() - UNKNOWN_AFTER_MS)
      .orderBy('id')
      .limit(SETTLED)
      .execute()
    if (left.length === 0) return
    const details = JSON.stringify({ outcome: 'unknown' })
    await control
      .insertInto('audit')
      .values(left.map((act) => ({ ...act, details })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await control
      .deleteFrom('open_act')
      .where('widget_id', '=', widget_id)
      .where(
        'id',
        'in',
        left.map(({ id }) => id),
      )
      .execute()
  }

  return {
    async record(entries) {
      const at = clock.now()
      await put(entries, Bun.randomUUIDv7('hex', at), at)
    },
    async begin(entry) {
      const at = clock.now()
      const id = Bun.randomUUIDv7('hex', at)
      await control
        .insertInto('open_act')
        .values(row(entry, id, at))
        .execute()
      const forget = async () => {
        await control.deleteFrom('open_act').where('widget_id', '=', entry.widget_id).where('id', '=', id).execute()
      }
      return {
        forget,
        async end(entries) {
          await put(entries, id, at)
          await forget()
        },
      }
    },
    async list(widget_id, { limit, cursor, sort = '-at', account_id, action, target, about, from, to, figures }) {
      const place = cursor === undefined ? null : places.read(cursor)[0]
      await settleOpen(widget_id)
      const fitting = readDb
        .selectFrom('audit')
        .where('widget_id', '=', widget_id)
        .$if(account_id !== undefined, (query) => query.where('account_id', '=', account_id ?? ''))
        .$if(action !== undefined, (query) => query.where('action', '=', action ?? ''))
        .$if(target !== undefined, (query) => query.where('target', '=', target ?? ''))
        .$if(about !== undefined, (query) =>
          query.where(({ or, eb }) => or(ACTS_ABOUT[about ?? 'person'].map((acts) => eb('action', 'like', acts)))),
        )
        .$if(from !== undefined, (query) => query.where('id', '>=', firstIdAt(from ?? 0)))
        .$if(to !== undefined, (query) => query.where('id', '<', firstIdAt(to ?? 0)))
      const rows = await fitting
        .selectAll()
        .$if(place !== null, (query) => query.where('id', sort === '-at' ? '<' : '>', place ?? ''))
        .orderBy('id', sort === '-at' ? 'desc' : 'asc')
        .limit(limit + 1)
        .execute()
      const counted =
        figures === undefined || place !== null
          ? null
          : await readDb
              .selectFrom(fitting.select('id').limit(COUNTED_ENTRIES).as('counted'))
              .select((eb) => eb.fn.countAll<number>().as('all'))
              .executeTakeFirstOrThrow()
      const { page, next } = pageOf(rows, limit, ({ id }) => places.write(id))
      const entries = page.map(({ widget_id: _, details, ...row }) => ({
        ...row,
        details: details === null ? null : (JSON.parse(details) as AuditDetails),
      }))
      return { entries, total: counted === null ? null : Number(counted.all), next }
    },
  }
}

/** The operations whose target is a user, a room or a report. */
const ACTS_ABOUT: Record<AuditSubject, readonly string[]> = {
  person: ['people.%', 'appeals.%'],
  room: ['widget_rooms.%', 'monitor.delete'],
  report: ['reports.%'],
}

/** An id begins with its time, so one index serves the order, the pages and the time. */
const firstIdAt = (at: number): string => {
  const time = Math.min(at, 2 ** 48 - 1)
    .toString(16)
    .padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`
}
