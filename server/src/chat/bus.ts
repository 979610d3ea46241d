import type { Message, OwnItem, UserCard } from '@imbachat/protocol'
import type { RoomInfo } from './ports.ts'

/** What nodes tell one another. A hint, never the truth: it may be lost, the store may not. */
export type BusEvent =
  | { t: 'message'; widgetId: number; roomId: number; message: Message }
  /**
   * Membership or the right to write changed for these users: subscribe them and send them the room again. Users in
   * `gone` (left, declined, removed, banned) get no more events of the room. `lastRev`: the first rev of a room
   * created just now. `deleted`: they are gone because the room is being deleted.
   */
  | {
      t: 'room'
      widgetId: number
      roomId: number
      userIds: string[]
      gone?: string[] | undefined
      lastRev?: number | undefined
      deleted?: boolean | undefined
    }
  /** the users who joined and left a group or channel, for all its subscribers */
  | {
      t: 'members'
      widgetId: number
      roomId: number
      memberCount: number
      live: boolean
      joined: UserCard[]
      left: string[]
    }
  /** what the room is was changed, for all its subscribers */
  | { t: 'room-info'; widgetId: number; roomId: number; info: RoomInfo }
  /** the author of the next message, whose card a client may not know yet */
  | { t: 'speaker'; widgetId: number; roomId: number; user: UserCard }
  /** `quiet`: for the user's own connections only */
  | {
      t: 'receipt'
      widgetId: number
      roomId: number
      userId: string
      deliveredSeq: number
      readSeq: number
      /** `uncounted` of the message at `readSeq` */
      readUncounted: number
      quiet: boolean
    }
  | { t: 'typing'; widgetId: number; roomId: number; userId: string; typing: boolean }
  /** on the node that publishes it; the user may be online on another one */
  | { t: 'presence'; widgetId: number; userId: string; online: boolean; lastSeen: number | null }
  /** every few seconds: this node is alive, with the digest of the users online on it */
  | { t: 'alive'; widgetId: number; digest: number }
  /** the named node, or every node, must list the users online on it */
  | { t: 'who'; widgetId: number; nodeId: string | null }
  /** the answer, in parts; `first` begins a new list */
  | { t: 'online'; widgetId: number; userIds: string[]; first: boolean }
  | { t: 'users'; widgetId: number; userIds: string[] }
  /** the user's own state changed */
  | { t: 'own'; widgetId: number; userId: string; items: OwnItem[] }
  /** what waits for the moderators of the widget changed: a report, a note, a claim, a decision */
  | { t: 'queue'; widgetId: number }

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
  readonly nodeId: string
  publish(event: BusEvent): void
  /** @param receive gets the node that published. @returns unsubscribe */
  subscribe(receive: (event: BusEvent, from: string) => void): () => void
  /** Tells all other nodes; nobody while `away`. */
  tell(news: NodeNews): void
  /** @param receive gets what other nodes tell. @returns unsubscribe */
  onTold(receive: (news: NodeNews) => void): () => void
  /** Subscribes to this widget's events from other nodes. Resolves when they arrive; at once while `away`. */
  follow(widgetId: number): Promise<void>
  /** Has another node do what it answers for. @throws Error when it does not answer */
  ask(nodeId: string, question: string): Promise<string>
  /** @param respond to other nodes' questions; null: this one is for another responder */
  answer(respond: (question: string) => string | null): void
  link(): BusLink
  /** Calls back after each change of `link`. @returns unsubscribe */
  onLink(changed: (link: BusLink) => void): () => void
  /** Calls back when this node missed an event of the widget from another node. @returns unsubscribe */
  onLoss(lost: (widgetId: number) => void): () => void
  /** Sends what is queued. */
  close(): Promise<void>
}
