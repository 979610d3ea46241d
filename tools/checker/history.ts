import type { MemberState, Message } from '@imbachat/protocol'

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

/**
 * What a client does and sees. A history has one of these per line, as a JSON object. The lines of several clients may
 * be mixed.
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
      return [entry.message]
    case 'listed':
    case 'synced':
      return entry.messages
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
