import type { MemberState, Message, OwnItem } from '@imbachat/protocol'

/** The client of an entry, and the time. */
export interface Stamp {
  /** one client (a tab, a device); its entries are in the order in which it wrote them */
  client: string
  user: string
  widget: number
  /** the client's own clock, milliseconds since 1970 */
  at: number
}

export type MembersAct = 'join' | 'leave' | 'add' | 'remove' | 'ban'

/** A user adds a reaction to a message, or takes it back. */
export interface ReactionInput {
  room: number
  seq: number
  emoji: string
  on: boolean
}

/** A user changes their own state. */
export type OwnItemInput =
  | { kind: 'mute'; room: number; until: number | null }
  | { kind: 'star'; room: number; seq: number; on: boolean }
  /** `rev`: of the draft that it replaces */
  | { kind: 'draft'; room: number; text: string; rev: number }

/**
 * An act or observation of a client. A history has one of these per line, as a JSON object. The lines of several
 * clients may be mixed.
 */
export type Happening =
  /** `ended`: no request is pending, the client has synced everything once more and leaves for good */
  | { t: 'connection'; state: 'connecting' | 'online' | 'offline' | 'ended' }
  | { t: 'sent'; room: number; client_id: string; text: string }
  | { t: 'acked'; room: number; client_id: string; seq: number; rev: number; created_at: number }
  | { t: 'refused'; room: number; client_id: string; code: string }
  /** `text` null: deleted */
  | { t: 'change_sent'; room: number; seq: number; text: string | null }
  | { t: 'change_acked'; room: number; message: Message }
  | { t: 'change_refused'; room: number; seq: number; code: string }
  | { t: 'reaction_sent'; room: number; input: ReactionInput }
  | { t: 'reaction_acked'; room: number; input: ReactionInput; message: Message }
  | { t: 'reaction_refused'; room: number; input: ReactionInput; code: string }
  /** the client has read up to `seq` */
  | { t: 'read_sent'; room: number; seq: number }
  | { t: 'read_acked'; room: number; seq: number }
  | { t: 'read_refused'; room: number; seq: number; code: string }
  | { t: 'own_sent'; input: OwnItemInput }
  | { t: 'own_acked'; input: OwnItemInput; item: OwnItem }
  | { t: 'own_refused'; input: OwnItemInput; code: string }
  /** the user's `user_rev`, in the answer to `auth` */
  | { t: 'own_rev'; rev: number }
  /** a live event */
  | { t: 'own_received'; items: OwnItem[] }
  | { t: 'own_asked'; ask: number; rev: number }
  | { t: 'own_synced'; ask: number; items: OwnItem[]; rev: number; more: boolean }
  | { t: 'own_resync'; ask: number }
  /** a live event */
  | { t: 'received'; room: number; message: Message }
  /** `ask` identifies the request in its answer */
  | { t: 'asked'; ask: number; room: number; page: { before: number | null; limit: number } }
  | { t: 'asked'; ask: number; room: number; rev: number }
  | { t: 'listed'; ask: number; room: number; messages: Message[]; last_seq: number; last_rev: number }
  | { t: 'synced'; ask: number; room: number; messages: Message[]; rev: number; more: boolean }
  | { t: 'resync'; ask: number; room: number; last_rev: number }
  /** a change of members; `change` identifies it in its answer */
  | { t: 'members_asked'; change: number; room: number; act: MembersAct; users: string[] }
  | { t: 'members_changed'; change: number; room: number }
  /** the client's own membership in the room */
  | { t: 'membership'; room: number; state: MemberState }

export type Entry = Stamp & Happening

/** The messages in an entry. */
export function messagesIn(entry: Happening): Message[] {
  switch (entry.t) {
    case 'received':
    case 'change_acked':
    case 'reaction_acked':
      return [entry.message]
    case 'listed':
    case 'synced':
      return entry.messages
    default:
      return []
  }
}

/** The items of the user's own state in an entry. */
export function ownItemsIn(entry: Happening): OwnItem[] {
  switch (entry.t) {
    case 'own_acked':
      return [entry.item]
    case 'own_received':
    case 'own_synced':
      return entry.items
    default:
      return []
  }
}

/** @throws Error that names the invalid line */
export function parseHistory(text: string, name: string): Entry[] {
  return text.split('\n').flatMap((line, index) => {
    if (line === '') return []
    try {
      return [JSON.parse(line) as Entry]
    } catch {
      throw new Error(`${name}:${index + 1} is not JSON: ${line.slice(0, 80)}`)
    }
  })
}
