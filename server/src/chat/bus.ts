import type { Message, OwnItem, UserCard } from '@imbachat/protocol'
import type { RoomInfo } from './ports.ts'

/** What nodes tell one another. A hint, never the truth: it may be lost, the store may not. */
export type BusEvent =
  | { t: 'message'; widget_id: number; room_id: number; message: Message }
  /**
   * Membership or the right to write changed for these users: subscribe them and send them the room again. Users in
   * `gone` (left, declined, removed, banned) get no more events of the room. `last_rev`: the first rev of a room
   * created just now. `deleted`: they are gone because the room is being deleted.
   */
  | {
      t: 'room'
      widget_id: number
      room_id: number
      user_ids: string[]
      gone?: string[] | undefined
      last_rev?: number | undefined
      deleted?: boolean | undefined
    }
  /** the users who joined and left a group or channel, for all its subscribers */
  | {
      t: 'members'
      widget_id: number
      room_id: number
      member_count: number
      live: boolean
      joined: UserCard[]
      left: string[]
    }
  /** what the room is was changed, for all its subscribers */
  | { t: 'room-info'; widget_id: number; room_id: number; info: RoomInfo }
  /** the author of the next message, whose card a client may not know yet */
  | { t: 'speaker'; widget_id: number; room_id: number; user: UserCard }
  /** `quiet`: for the user's own connections only */
  | {
      t: 'receipt'
      widget_id: number
      room_id: number
      user_id: string
      delivered_seq: number
      read_seq: number
      /** `uncounted` of the message at `read_seq` */
      read_uncounted: number
      quiet: boolean
    }
  | { t: 'typing'; widget_id: number; room_id: number; user_id: string; typing: boolean }
  /** on the node that publishes it; the user may be online on another one */
  | { t: 'presence'; widget_id: number; user_id: string; online: boolean; last_seen: number | null }
  /** every few seconds: this node is alive, with the digest of the users online on it */
  | { t: 'alive'; widget_id: number; digest: number }
  /** the named node, or every node, must list the users online on it */
  | { t: 'who'; widget_id: number; node_id: string | null }
  /** the answer, in parts; `first` begins a new list */
  | { t: 'online'; widget_id: number; user_ids: string[]; first: boolean }
  | { t: 'users'; widget_id: number; user_ids: string[] }
  /** the user's own state changed */
  | { t: 'own'; widget_id: number; user_id: string; items: OwnItem[] }
  /** what waits for the moderators of the widget changed: a report, a note, a claim, a decision */
  | { t: 'queue'; widget_id: number }

/** What nodes tell one another that is of no widget. A hint too: what is lost is not made good. */
export type NodeNews =
  /** this node took from limits that all nodes count; `forgotten` first: those keys have everything again */
  | {
      t: 'taken'
      limit: string
      taken: (readonly [key: string, count: number, burst: number, perSecond: number])[]
      forgotten: string[]
    }
  /** the newest history of the database that this node has seen */
  | { t: 'timeline'; system: string; number: number }

/** `alone`: there are no other nodes. `away`: there may be some, and nothing is heard of them now. */
export type BusLink = 'alone' | 'joined' | 'away'

/**
 * May drop, repeat and reorder what comes from other nodes. What this node publishes reaches its own receivers at
 * once, each event once.
 */
export interface Bus {
  /** this node's name among the others; another one at each start */
  readonly node_id: string
  publish(event: BusEvent): void
  /** @param receive gets the node that published. @returns unsubscribe */
  subscribe(receive: (event: BusEvent, from: string) => void): () => void
  /** Tells all other nodes; nobody while `away`. */
  tell(news: NodeNews): void
  /** @param receive gets what other nodes tell. @returns unsubscribe */
  onTold(receive: (news: NodeNews) => void): () => void
  /** Subscribes to this widget's events from other nodes. Resolves when they arrive; at once while `away`. */
  follow(widget_id: number): Promise<void>
  /** Has another node do what it answers for. @throws Error when it does not answer */
  ask(node_id: string, question: string): Promise<string>
  /** @param respond to other nodes' questions; null: this one is for another responder */
  answer(respond: (question: string) => string | null): void
  link(): BusLink
  /** Calls back after each change of `link`. @returns unsubscribe */
  onLink(changed: (link: BusLink) => void): () => void
  /** Calls back when this node missed an event of the widget from another node. @returns unsubscribe */
  onLoss(lost: (widget_id: number) => void): () => void
  /** Sends what is queued. */
  close(): Promise<void>
}
