import {
  call,
  callSignalEvent,
  membersEvent,
  message,
  ownItem,
  receiptEvent,
  roomInfo as shownRoomInfo,
  typingEvent,
  userCard,
} from '@imbachat/protocol'
import { z } from 'zod'

const whole = z.int().nonnegative()
const id = z.int().positive()
const user_ids = z.array(z.string())
const inRoom = { widget_id: id, room_id: id }

/** The fields of a changed room that all its subscribers receive. */
const roomInfo = shownRoomInfo.extend({
  /** moderators let nobody write in it */
  frozen: z.boolean(),
  /** moderators put it away, which freezes it too; missing: from a node of the version before */
  archived: z.boolean().default(false),
})
export type RoomInfo = z.output<typeof roomInfo>

/**
 * Events between nodes. They are hints: an event may be lost, and then nodes read the store. The values of `t` never
 * change, because nodes of two versions run side by side during an upgrade.
 */
export const busEvent = z.discriminatedUnion('t', [
  z.object({ t: z.literal('message'), ...inRoom, message }),
  /**
   * Membership or the right to write changed for these users: subscribe them and send them the room again. Users in
   * `gone` (left, declined, removed, banned) get no more events of the room. `last_rev`: the first rev of a room
   * created just now. `deleted`: they are gone because the room is being deleted.
   */
  z.object({
    t: z.literal('room'),
    ...inRoom,
    user_ids,
    gone: user_ids.optional(),
    last_rev: whole.optional(),
    deleted: z.boolean().optional(),
  }),
  /** the users who joined and left a group or channel, for all its subscribers */
  membersEvent.extend(inRoom),
  /** the room's title, picture or rights changed, for all its subscribers */
  z.object({ t: z.literal('room-info'), ...inRoom, info: roomInfo }),
  /** the author of the next message, whose card a client may not know yet */
  z.object({ t: z.literal('speaker'), ...inRoom, user: userCard }),
  /** `read_uncounted`: `uncounted` of the message at `read_seq`. `quiet`: for the user's own connections only */
  receiptEvent.omit({ uncounted: true }).extend({ ...inRoom, read_uncounted: whole, quiet: z.boolean() }),
  typingEvent.extend(inRoom),
  /** a user came or went on the publishing node; the user may be online on another one */
  z.object({
    t: z.literal('presence'),
    widget_id: id,
    user_id: z.string(),
    online: z.boolean(),
    last_seen: whole.nullable(),
  }),
  /** every few seconds: this node is alive, with the digest of the users online on it */
  z.object({ t: z.literal('alive'), widget_id: id, digest: whole }),
  /** the named node, or every node, must list the users online on it */
  z.object({ t: z.literal('who'), widget_id: id, node_id: z.string().nullable() }),
  /** the answer, in parts; `first` begins a new list */
  z.object({ t: z.literal('online'), widget_id: id, user_ids, first: z.boolean() }),
  /** the node asks the others which of these users look at the chat; `question` is unique among all nodes */
  z.object({ t: z.literal('who-is-active'), widget_id: id, question: z.string(), user_ids }),
  /** the answer: users of the question who look at the chat on the publishing node */
  z.object({ t: z.literal('active'), widget_id: id, question: z.string(), user_ids }),
  z.object({ t: z.literal('users'), widget_id: id, user_ids }),
  /** the site lists other profiles for this person */
  z.object({ t: z.literal('profiles'), widget_id: id, user_id: z.string() }),
  /** the user's own state changed */
  z.object({ t: z.literal('own'), widget_id: id, user_id: z.string(), items: z.array(ownItem) }),
  /** a call rings, was accepted, changed or ended: for all connections of its users */
  z.object({ t: z.literal('call'), widget_id: id, user_ids, call }),
  /** who is in the call of a group, for all its members */
  z.object({ t: z.literal('room-call'), ...inRoom, call }),
  /** for the connection of the party that it names */
  z.object({
    t: z.literal('call-signal'),
    widget_id: id,
    user_id: z.string(),
    signal: callSignalEvent.omit({ t: true }),
  }),
  /** the moderators' queue of the widget changed: a report, a note, a claim, a decision */
  z.object({ t: z.literal('queue'), widget_id: id }),
])
export type BusEvent = z.output<typeof busEvent>

const amount = z.number().nonnegative()

/** Events between nodes that belong to no widget. Hints too: a lost one is not repeated. */
export const nodeNews = z.discriminatedUnion('t', [
  /** this node took from limits that all nodes count; `forgotten` first: those keys have everything again */
  z.object({
    t: z.literal('taken'),
    limit: z.string(),
    /** key, count, burst, per second */
    taken: z.array(z.tuple([z.string(), amount, amount, z.number().positive()]).readonly()),
    forgotten: z.array(z.string()),
  }),
  /** the newest history of the database that this node has seen */
  z.object({ t: z.literal('timeline'), system: z.string(), number: whole }),
])
export type NodeNews = z.output<typeof nodeNews>

/** `alone`: there are no other nodes. `away`: there may be other nodes, but this node can't reach them now. */
export type BusLink = 'alone' | 'joined' | 'away'

/**
 * May drop, repeat and reorder events of other nodes. An event that this node publishes reaches its own receivers at
 * once, exactly once.
 */
export interface Bus {
  /** this node's name among the others; another one at each start */
  readonly node_id: string
  publish(event: BusEvent): void
  /** @param receive gets the node that published. @returns unsubscribe */
  subscribe(receive: (event: BusEvent, from: string) => void): () => void
  /** Sends to all other nodes; to no node while `away`. */
  broadcast(news: NodeNews): void
  /** @param receive gets the news of other nodes. @returns unsubscribe */
  onNews(receive: (news: NodeNews) => void): () => void
  /** Subscribes to this widget's events from other nodes. Resolves when they arrive; at once while `away`. */
  follow(widget_id: number): Promise<void>
  /** Sends a question to another node. @throws Error if that node does not answer */
  ask(node_id: string, question: string): Promise<string>
  /** @param respond to other nodes' questions; null: this one is for another responder */
  answer(respond: (question: string) => string | null): void
  link(): BusLink
  /** Calls back after each change of `link`. @returns unsubscribe */
  onLink(changed: (link: BusLink) => void): () => void
  /** Calls back when this node missed an event of the widget from another node. @returns unsubscribe */
  onLoss(lost: (widget_id: number) => void): () => void
  /** Sends the queued events. */
  close(): Promise<void>
}
