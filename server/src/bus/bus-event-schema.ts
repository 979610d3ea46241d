import { userCard as card, message, ownItem, roomPicture, roomRights } from '@imbachat/protocol'
import { z } from 'zod'
import type { BusEvent, NodeNews } from '../chat/bus.ts'
import { fromOldEvent } from '../input/old-names.ts'

const whole = z.number().int().nonnegative()
const id = z.number().int().positive()
const text = z.string()
const user_ids = z.array(text)

/** One schema per event: an event without a schema does not compile. */
const schemas: { [T in BusEvent['t']]: z.ZodType<Extract<BusEvent, { t: T }>> } = {
  message: z.object({ t: z.literal('message'), widget_id: id, room_id: id, message }),
  room: z.object({
    t: z.literal('room'),
    widget_id: id,
    room_id: id,
    user_ids,
    gone: user_ids.optional(),
    last_rev: whole.optional(),
    deleted: z.boolean().optional(),
  }),
  members: z.object({
    t: z.literal('members'),
    widget_id: id,
    room_id: id,
    member_count: whole,
    live: z.boolean(),
    joined: z.array(card),
    left: user_ids,
  }),
  'room-info': z.object({
    t: z.literal('room-info'),
    widget_id: id,
    room_id: id,
    info: z.object({
      title: text.nullable(),
      description: text.nullable(),
      is_public: z.boolean(),
      by_request: z.boolean(),
      picture: roomPicture.nullable(),
      rights: roomRights,
      frozen: z.boolean(),
      // missing: from a node of the version before
      archived: z.boolean().default(false),
    }),
  }),
  speaker: z.object({ t: z.literal('speaker'), widget_id: id, room_id: id, user: card }),
  receipt: z.object({
    t: z.literal('receipt'),
    widget_id: id,
    room_id: id,
    user_id: text,
    delivered_seq: whole,
    read_seq: whole,
    read_uncounted: whole,
    quiet: z.boolean(),
  }),
  typing: z.object({ t: z.literal('typing'), widget_id: id, room_id: id, user_id: text, typing: z.boolean() }),
  presence: z.object({
    t: z.literal('presence'),
    widget_id: id,
    user_id: text,
    online: z.boolean(),
    last_seen: whole.nullable(),
  }),
  alive: z.object({ t: z.literal('alive'), widget_id: id, digest: whole }),
  who: z.object({ t: z.literal('who'), widget_id: id, node_id: text.nullable() }),
  online: z.object({ t: z.literal('online'), widget_id: id, user_ids, first: z.boolean() }),
  users: z.object({ t: z.literal('users'), widget_id: id, user_ids }),
  own: z.object({ t: z.literal('own'), widget_id: id, user_id: text, items: z.array(ownItem) }),
  queue: z.object({ t: z.literal('queue'), widget_id: id }),
}

const amount = z.number().nonnegative()
const news = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('taken'),
    limit: text,
    taken: z.array(z.tuple([text, amount, amount, z.number().positive()])),
    forgotten: z.array(text),
  }),
  z.object({ t: z.literal('timeline'), system: text, number: whole }),
]) satisfies z.ZodType<NodeNews>

const told = z.object({ from: z.string().min(1), news })
const envelope = z.object({ from: z.string().min(1), n: id, event: z.object({ t: z.string() }).loose() })
const beat = z.object({ from: z.string().min(1), counts: z.array(z.tuple([id, id])) })

/**
 * Reads what another node published, with its number. `event` is null if this version does not understand it. Fields
 * that this version does not know are dropped.
 * @param text JSON
 */
export function readBusMessage(text: string): { from: string; n: number; event: BusEvent | null } | null {
  const outer = envelope.safeParse(parsed(text))
  if (!outer.success) return null
  const { from, n, event } = outer.data
  const known = isKnown(event.t) ? schemas[event.t].safeParse(fromOldEvent(event)) : undefined
  return { from, n, event: known?.success ? known.data : null }
}

/** Reads how many events another node has published. @param text JSON */
export function readBeat(text: string): z.infer<typeof beat> | null {
  return beat.safeParse(parsed(text)).data ?? null
}

/** Reads what another node tells of itself; null too where a newer version tells something else. @param text JSON */
export function readNews(text: string): { from: string; news: NodeNews } | null {
  return told.safeParse(parsed(text)).data ?? null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isKnown(t: string): t is BusEvent['t'] {
  return Object.hasOwn(schemas, t)
}
