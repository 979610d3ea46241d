import { ChatError, isGuestUser } from '@imbachat/protocol'
import type { BroadcastStop } from '@imbachat/protocol/moderation/broadcasts'
import { type Kysely, type SqlBool, sql } from 'kysely'
import { sendForUser } from '../../chat/messages/send-for-user.ts'
import { fromStored } from '../../input/old-names.ts'
import type { Database } from '../../store/schema/schema.ts'
import { PAUSE_MS } from '../pace.ts'
import type { Step, TaskDeps, TaskRow } from '../task.ts'

/** The payload of the task. */
export interface BroadcastPlan {
  sender_id: string
  /** with its link */
  text: string
  active_days: number | null
  /** users who were online at this time or later; null: whenever */
  active_since: number | null
  /** null: all users */
  user_ids: string[] | null
}

interface Place {
  /** recipients up to here have it, by id */
  after: string
}

type Recipients = Pick<BroadcastPlan, 'sender_id' | 'active_since' | 'user_ids'>

/**
 * The users that a broadcast goes to, however long they were away. Guests do not come back for it, and a user who is
 * being erased gets nothing.
 */
const chosen = (readDb: Kysely<Database>, widget_id: number, { sender_id, user_ids }: Recipients) =>
  readDb
    .selectFrom('chat_user')
    .where('widget_id', '=', widget_id)
    .where('id', '!=', sender_id)
    .where('id', 'not like', 'guest/%')
    .where('id', 'not in', erasing(readDb, widget_id))
    .$if(user_ids !== null, (query) => query.where('id', 'in', user_ids as string[]))

const erasing = (readDb: Kysely<Database>, widget_id: number) =>
  readDb
    .selectFrom('task')
    .select((eb) => eb.fn.coalesce('user_id', eb.val('')).as('user_id'))
    .where('widget_id', '=', widget_id)
    .where('kind', '=', 'erase')
    .where('state', '=', 'running')

/** The condition is that of the index of users by time, which then has all that is asked. */
export async function countRecipients(
  readDb: Kysely<Database>,
  widget_id: number,
  recipients: Recipients,
): Promise<number> {
  const { active_since } = recipients
  const found = await chosen(readDb, widget_id, recipients)
    .$if(active_since !== null, (query) => query.where(sql<SqlBool>`coalesce(last_seen_at, 0) >= ${active_since}`))
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirst()
  return Number(found?.count ?? 0)
}

/**
 * The next few recipients, together, so that they share commits. If the server dies before the step is recorded, it
 * runs again: each recipient's message has a client id of its own, so nobody gets it twice.
 */
export async function broadcastStep(deps: TaskDeps, row: TaskRow): Promise<Step<Place>> {
  const plan = fromStored<BroadcastPlan>(row.payload)
  const stopped = await whyStopped(deps, row.widget_id, plan)
  if (stopped) return { place: null, looked: 0, changed: 0, stopped }
  const { after } = row.place === null ? { after: '' } : (JSON.parse(row.place) as Place)
  const atOnce = Math.max(1, Math.round((deps.limits.BROADCASTS_PER_SECOND * PAUSE_MS) / 1_000))
  const next = await chosen(deps.readDb, row.widget_id, plan)
    .$if(plan.active_since !== null, (query) => query.where('last_seen_at', '>=', plan.active_since as number))
    .select('id')
    .where('id', '>', after)
    .orderBy('id')
    .limit(atOnce)
    .execute()
  const sent = await Promise.all(next.map(({ id }) => send(deps, row, plan, id)))
  const last = next.at(-1)
  return {
    place: next.length < atOnce || !last ? null : { after: last.id },
    looked: next.length,
    changed: sent.filter(Boolean).length,
  }
}

/** Each step checks again what the start checked: a broadcast may take hours. */
async function whyStopped(
  { chat, readDb }: TaskDeps,
  widget_id: number,
  { sender_id }: BroadcastPlan,
): Promise<BroadcastStop | null> {
  const widget = await chat.widgets.find(widget_id)
  if (widget === null || widget.suspended) return 'widget_suspended'
  const sender = await readDb
    .selectFrom('chat_user')
    .select('id')
    .where('widget_id', '=', widget_id)
    .where('id', '=', sender_id)
    .where('id', 'not in', erasing(readDb, widget_id))
    .executeTakeFirst()
  return sender && !isGuestUser(sender_id) ? null : 'sender_erased'
}

/** @returns false: this user does not get it, such as a user who blocks the sender */
async function send(
  { chat }: TaskDeps,
  { id, widget_id }: TaskRow,
  { sender_id, text }: BroadcastPlan,
  user_id: string,
): Promise<boolean> {
  if (isGuestUser(user_id)) return false
  try {
    const room_id = await dialogWith(chat, { widget_id, user_id: sender_id, peer_id: user_id })
    const message = { text, reply_to: null, isBroadcast: true, idempotencyKey: `broadcast ${id} ${user_id}` }
    await sendForUser(chat, { kind: 'site', widget_id }, { room_id, user_id: sender_id, ...message })
    return true
  } catch (error) {
    // temporary errors are retried by the next step; a refusal is final
    if (error instanceof ChatError && !RETRIED.has(error.code)) return false
    throw error
  }
}

const RETRIED: ReadonlySet<string> = new Set(['server_busy', 'internal'])

/** A sender of broadcasts has as many dialogs as the site has users. */
async function dialogWith(
  { store, bus }: TaskDeps['chat'],
  pair: { widget_id: number; user_id: string; peer_id: string },
): Promise<number> {
  const { widget_id, user_id, peer_id } = pair
  const found = await store.dialogOf(widget_id, user_id, peer_id)
  if (found !== null) return found
  const opened = await store.openDialog({ ...pair, needAccess: false, bySite: true, anyNumber: true })
  const { room_id, created } = opened
  if (created) bus.publish({ t: 'room', widget_id, room_id, user_ids: [user_id, peer_id], last_rev: 0 })
  return room_id
}
