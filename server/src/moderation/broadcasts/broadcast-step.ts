import { ChatError, isGuestUser } from '@imbachat/protocol'
import type { BroadcastStop } from '@imbachat/protocol/moderation/broadcasts'
import { type Kysely, type SqlBool, sql } from 'kysely'
import { sendForUser } from '../../chat/messages/send-for-user.ts'
import type { Database } from '../../store/schema/schema.ts'
import { PAUSE_MS } from '../pace.ts'
import type { Step, TaskDeps, TaskRow } from '../tasks.ts'

/** The payload of the task. */
export interface BroadcastPlan {
  senderId: string
  /** with its link */
  text: string
  activeDays: number | null
  /** users who were online at this time or later; null: whenever */
  activeSince: number | null
  /** null: all users */
  userIds: string[] | null
}

interface Place {
  /** recipients up to here have it, by id */
  after: string
}

const PER_SECOND = 50

type Recipients = Pick<BroadcastPlan, 'senderId' | 'activeSince' | 'userIds'>

/**
 * The users that a broadcast goes to, however long they were away. Guests do not come back for it, and a user who is
 * being erased gets nothing.
 */
const chosen = (readDb: Kysely<Database>, widgetId: number, { senderId, userIds }: Recipients) =>
  readDb
    .selectFrom('chat_user')
    .where('widget_id', '=', widgetId)
    .where('id', '!=', senderId)
    .where('id', 'not like', 'guest/%')
    .where('id', 'not in', erasing(readDb, widgetId))
    .$if(userIds !== null, (query) => query.where('id', 'in', userIds as string[]))

const erasing = (readDb: Kysely<Database>, widgetId: number) =>
  readDb
    .selectFrom('task')
    .select((eb) => eb.fn.coalesce('user_id', eb.val('')).as('user_id'))
    .where('widget_id', '=', widgetId)
    .where('kind', '=', 'erase')
    .where('state', '=', 'running')

/** The condition is that of the index of users by time, which then has all that is asked. */
export async function countRecipients(
  readDb: Kysely<Database>,
  widgetId: number,
  recipients: Recipients,
): Promise<number> {
  const { activeSince } = recipients
  const found = await chosen(readDb, widgetId, recipients)
    .$if(activeSince !== null, (query) => query.where(sql<SqlBool>`coalesce(last_seen_at, 0) >= ${activeSince}`))
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirst()
  return Number(found?.count ?? 0)
}

/**
 * The next few recipients, together, so that they share commits. If the server dies before the step is recorded, it
 * runs again: each recipient's message has a client id of its own, so nobody gets it twice.
 */
export async function broadcastStep(deps: TaskDeps, row: TaskRow): Promise<Step<Place>> {
  const plan = JSON.parse(row.payload) as BroadcastPlan
  const stopped = await whyStopped(deps, row.widget_id, plan)
  if (stopped) return { place: null, looked: 0, changed: 0, stopped }
  const { after } = row.place === null ? { after: '' } : (JSON.parse(row.place) as Place)
  const atOnce = Math.max(1, Math.round(((deps.broadcastsPerSecond ?? PER_SECOND) * PAUSE_MS) / 1_000))
  const next = await chosen(deps.readDb, row.widget_id, plan)
    .$if(plan.activeSince !== null, (query) => query.where('last_seen_at', '>=', plan.activeSince as number))
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

/** What holds for its beginning holds for each step: it may go on for hours. */
async function whyStopped(
  { chat, readDb }: TaskDeps,
  widgetId: number,
  { senderId }: BroadcastPlan,
): Promise<BroadcastStop | null> {
  const widget = await chat.widgets.find(widgetId)
  if (widget === null || widget.suspended) return 'widget_suspended'
  const sender = await readDb
    .selectFrom('chat_user')
    .select('id')
    .where('widget_id', '=', widgetId)
    .where('id', '=', senderId)
    .where('id', 'not in', erasing(readDb, widgetId))
    .executeTakeFirst()
  return sender && !isGuestUser(senderId) ? null : 'sender_erased'
}

/** @returns false: this user does not get it, such as a user who blocks the sender */
async function send(
  { chat }: TaskDeps,
  { id, widget_id: widgetId }: TaskRow,
  { senderId, text }: BroadcastPlan,
  userId: string,
): Promise<boolean> {
  if (isGuestUser(userId)) return false
  try {
    const roomId = await dialogWith(chat, { widgetId, userId: senderId, peerId: userId })
    const message = { roomId, userId: senderId, text, replyTo: null, idempotencyKey: `broadcast ${id} ${userId}` }
    await sendForUser(chat, { kind: 'site', widgetId }, message)
    return true
  } catch (error) {
    // what passes is for the next try of the step; a refusal stays one
    if (error instanceof ChatError && !RETRIED.has(error.code)) return false
    throw error
  }
}

const RETRIED: ReadonlySet<string> = new Set(['server_busy', 'internal'])

/** A sender of broadcasts has as many dialogs as the site has users. */
async function dialogWith(
  { store, bus }: TaskDeps['chat'],
  pair: { widgetId: number; userId: string; peerId: string },
): Promise<number> {
  const { widgetId, userId, peerId } = pair
  const found = await store.dialogOf(widgetId, userId, peerId)
  if (found !== null) return found
  const opened = await store.openDialog({ ...pair, needAccess: false, bySite: true, anyNumber: true })
  const { roomId, created } = opened
  if (created) bus.publish({ t: 'room', widgetId, roomId, userIds: [userId, peerId], lastRev: 0 })
  return roomId
}
