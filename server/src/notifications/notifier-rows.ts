import type {
  NotificationChannel,
  NotificationState,
  NotificationWait,
  Silence,
} from '@imbachat/protocol/http/widget/notifications'
import { type Expression, type Kysely, sql } from 'kysely'
import type { Database } from '../store/schema/schema.ts'

/** Milliseconds until the widgets of a node that died are another's. */
const LEASE_MS = 30_000
/** Rows of one statement: SQLite takes a limited number of values. */
const ROWS = 100

export interface NotifierRowsDeps {
  control: Kysely<Database>
  readDb: Kysely<Database>
  /** the time of leases, some milliseconds from now: of several nodes, the database's */
  leaseTime(inMs: number): Expression<number>
  /** some of the widgets that no node serves, if there are any */
  unserved(): Promise<readonly unknown[]>
}

/** A room with messages of which a channel has to notify a user. */
export interface Pending {
  user_id: string
  channel: NotificationChannel
  room_id: number
  /** the newest message to notify of */
  seq: number
  due_at: number
  told_seq: number
  told: number
  tries: number
  /** what it waits for; null: nothing but its time */
  reason: NotificationWait | Silence | null
}

/** A message of which a user is to be notified. */
export interface NewPending {
  user_id: string
  channel: NotificationChannel
  room_id: number
  seq: number
  due_at: number
}

const PENDING = ['user_id', 'channel', 'room_id', 'seq', 'due_at', 'told_seq', 'told', 'tries', 'reason'] as const

/** Rows of widgets that notify, and of their waiting notifications. `lease` names this node. */
export function createNotifierRows({ control, readDb, leaseTime, unserved }: NotifierRowsDeps, lease: string) {
  const row = (widget_id: number, { user_id, channel, room_id }: Pick<Pending, 'user_id' | 'channel' | 'room_id'>) =>
    control
      .updateTable('notification')
      .where('widget_id', '=', widget_id)
      .where('user_id', '=', user_id)
      .where('channel', '=', channel)
      .where('room_id', '=', room_id)

  return {
    /** Takes all widgets that no other node serves. @returns those that are new to this node, and their cursors */
    async claim(): Promise<{ widget_id: number; after_id: number }[]> {
      if ((await unserved()).length === 0) return []
      return control
        .updateTable('notifier')
        .set({ lease, lease_until: leaseTime(LEASE_MS) })
        .where((eb) => eb.or([eb('lease', 'is', null), eb('lease_until', '<=', leaseTime(0))]))
        .returning(['widget_id', 'after_id'])
        .execute()
    },

    /** @returns the widgets that this node still serves */
    async renew(): Promise<Set<number>> {
      const rows = await control
        .updateTable('notifier')
        .set({ lease_until: leaseTime(LEASE_MS) })
        .where('lease', '=', lease)
        .returning('widget_id')
        .execute()
      return new Set(rows.map(({ widget_id }) => widget_id))
    },

    async release(): Promise<void> {
      await control.updateTable('notifier').set({ lease: null, lease_until: null }).where('lease', '=', lease).execute()
    },

    /** Releases all leases at the start of a single node, since the process that held them has ended. */
    async releaseAll(): Promise<void> {
      await control
        .updateTable('notifier')
        .set({ lease: null, lease_until: null })
        .where('lease', 'is not', null)
        .execute()
    },

    /** False: another node serves the widget now. */
    async moveCursor(widget_id: number, after_id: number): Promise<boolean> {
      const { numUpdatedRows } = await control
        .updateTable('notifier')
        .set({ after_id })
        .where('widget_id', '=', widget_id)
        .where('lease', '=', lease)
        .executeTakeFirstOrThrow()
      return numUpdatedRows > 0n
    },

    /** A room that waits keeps its time and gets a newer message. */
    async add(widget_id: number, messages: readonly NewPending[]): Promise<void> {
      for (let from = 0; from < messages.length; from += ROWS) {
        await control
          .insertInto('notification')
          .values(messages.slice(from, from + ROWS).map((one) => ({ widget_id, ...one })))
          .onConflict((conflict) =>
            conflict.columns(['widget_id', 'user_id', 'channel', 'room_id']).doUpdateSet({
              seq: sql`case when excluded.seq > notification.seq then excluded.seq else notification.seq end`,
              due_at: sql`case
                when excluded.seq <= notification.told_seq then notification.due_at
                else coalesce(notification.due_at, excluded.due_at)
              end`,
              // the reason of earlier messages does not apply to this one
              reason: sql`case
                when excluded.seq > notification.told_seq and notification.due_at is null then null
                else notification.reason
              end`,
            }),
          )
          .execute()
      }
    },

    /** Due notifications, the longest due first. */
    async due(widget_id: number, now: number, limit: number): Promise<Pending[]> {
      const rows = await readDb
        .selectFrom('notification')
        .select(PENDING)
        .where('widget_id', '=', widget_id)
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .limit(limit)
        .execute()
      return rows.map(whole)
    },

    /** All rooms that wait for one user. */
    async waiting(widget_id: number, user_id: string, channel: NotificationChannel): Promise<Pending[]> {
      const rows = await readDb
        .selectFrom('notification')
        .select(PENDING)
        .where('widget_id', '=', widget_id)
        .where('user_id', '=', user_id)
        .where('channel', '=', channel)
        .execute()
      // by the key alone: with this in the statement, SQLite walks through all that waits in the widget
      return rows.filter(({ due_at }) => due_at !== null).map(whole)
    },

    /** When the next notification of the widget is due; null: nothing waits. */
    async nextAt(widget_id: number): Promise<number | null> {
      const next = await readDb
        .selectFrom('notification')
        .select('due_at')
        .where('widget_id', '=', widget_id)
        .where('due_at', 'is not', null)
        .orderBy('due_at')
        .limit(1)
        .executeTakeFirst()
      return next?.due_at ?? null
    },

    /**
     * Marks that the user was notified up to `seq`, or why not. A message that came meanwhile is due at `nextAt`.
     * @param count notifications by now, since the user read
     */
    async notified(
      widget_id: number,
      pending: Pending,
      { count, nextAt, silence }: { count: number; nextAt: number; silence: Silence | null },
    ): Promise<void> {
      const { seq } = pending
      await row(widget_id, pending)
        .set({
          told_seq: seq,
          told: count,
          tries: 0,
          reason: silence,
          due_at: sql`case when seq > ${seq} then cast(${nextAt} as bigint) end`,
        })
        .execute()
    },

    async postpone(
      widget_id: number,
      pending: Pending,
      later: { due_at: number; tries: number; reason: NotificationWait },
    ): Promise<void> {
      await row(widget_id, pending).set(later).execute()
    },

    /** Removes what waits of messages up to `seq`. */
    async drop(widget_id: number, { user_id, channel, room_id, seq }: Pending): Promise<void> {
      await control
        .deleteFrom('notification')
        .where('widget_id', '=', widget_id)
        .where('user_id', '=', user_id)
        .where('channel', '=', channel)
        .where('room_id', '=', room_id)
        .where('seq', '<=', seq)
        .execute()
    },

    /**
     * Removes some rows of a widget that does not notify any more.
     * @returns the number of removed rows; 0: all are gone
     */
    async removeSome(widget_id: number, limit: number): Promise<number> {
      const { numAffectedRows = 0n } = await sql`
        delete from notification where widget_id = ${widget_id}
        and (user_id, channel, room_id) in (
          select user_id, channel, room_id from notification where widget_id = ${widget_id} limit ${limit}
        )
        and not exists (select 1 from notifier where widget_id = ${widget_id})`.execute(control)
      return Number(numAffectedRows)
    },

    async log(entry: {
      widget_id: number
      id: string
      at: number
      channel: NotificationChannel
      user_id: string
      rooms: number
      state: NotificationState
      problem: string | null
      waited: NotificationWait | null
    }): Promise<void> {
      await control
        .insertInto('notification_log')
        .values({ ...entry, opened_at: null, answered_at: null })
        .execute()
    },

    /** Removes log rows from before that time. */
    async forgetLog(widget_id: number, before: number): Promise<void> {
      await control.deleteFrom('notification_log').where('widget_id', '=', widget_id).where('at', '<', before).execute()
    },
  }
}

const whole = ({ due_at, ...row }: Omit<Pending, 'due_at'> & { due_at: number | null }): Pending => ({
  ...row,
  due_at: due_at ?? 0,
})
