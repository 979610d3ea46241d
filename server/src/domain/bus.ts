import type { Message, OwnItem, UserCard } from '@imbachat/protocol'

/** What nodes tell one another. A hint, never the truth: it may be lost, the store may not. */
export type BusEvent =
  | { t: 'message'; widgetId: number; roomId: number; message: Message }
  /**
   * Membership or the right to write changed for these users: subscribe them, show them the room anew. Those of them who are `gone`
   * (left, declined, removed, banned) hear nothing of the room after this. `lastRev`: where a room that was made just now begins.
   */
  | {
      t: 'room'
      widgetId: number
      roomId: number
      userIds: string[]
      gone?: string[] | undefined
      lastRev?: number | undefined
    }
  /** who came to a room of many and who is no longer in it, for all who hear it */
  | {
      t: 'members'
      widgetId: number
      roomId: number
      memberCount: number
      live: boolean
      joined: UserCard[]
      left: string[]
    }
  /** somebody speaks in a room of many whose name may not be known there */
  | { t: 'speaker'; widgetId: number; roomId: number; user: UserCard }
  /** `quiet`: for the user's own sockets only */
  | {
      t: 'receipt'
      widgetId: number
      roomId: number
      userId: string
      deliveredSeq: number
      readSeq: number
      quiet: boolean
    }
  | { t: 'typing'; widgetId: number; roomId: number; userId: string; typing: boolean }
  /** on the node that says so; he may be online on another one */
  | { t: 'presence'; widgetId: number; userId: string; online: boolean; lastSeen: number | null }
  /** every few seconds: this node lives, and this is the digest of those online on it */
  | { t: 'alive'; widgetId: number; digest: number }
  /** the named node, or every one, is to say who is online on it */
  | { t: 'who'; widgetId: number; nodeId: string | null }
  /** the answer, in parts; `first` begins a new list */
  | { t: 'online'; widgetId: number; userIds: string[]; first: boolean }
  | { t: 'users'; widgetId: number; userIds: string[] }
  /** the user's own state changed */
  | { t: 'own'; widgetId: number; userId: string; items: OwnItem[] }

/** `alone`: there are no other nodes. `away`: there may be some, and nothing is heard of them now. */
export type BusLink = 'alone' | 'joined' | 'away'

/** May drop, repeat and reorder what comes from other nodes. What this node publishes reaches its own receivers at once, each event once. */
export interface Bus {
  /** this node's name among the others; another one at each start */
  readonly nodeId: string
  publish(event: BusEvent): void
  /** @param receive gets the node that published. @returns unsubscribe */
  subscribe(receive: (event: BusEvent, from: string) => void): () => void
  /** Wants what other nodes publish of this widget. Resolves when it comes; while `away` at once. */
  follow(widgetId: number): Promise<void>
  /** Has another node do what it answers for. @throws Error when it does not answer */
  ask(nodeId: string, question: string): Promise<string>
  /** @param respond to other nodes' questions; there is one for all of them */
  answer(respond: (question: string) => string): void
  link(): BusLink
  /** Calls back after each change of `link`. @returns unsubscribe */
  onLink(changed: (link: BusLink) => void): () => void
  /** Calls back when something that another node published of the widget did not come. @returns unsubscribe */
  onLoss(lost: (widgetId: number) => void): () => void
  /** Sends what waits. */
  close(): Promise<void>
}
