import type { DialogContext, ErrorCode, MemberRole, MemberState, Notice, OwnItem } from '@imbachat/protocol'
import { DEFAULT_USER_SETTINGS, type UserSettings } from '@imbachat/protocol/user-settings'

/** The predictable parts of a message: everything but the times, and the client id of a notice. */
export interface ModelMessage {
  seq: number
  rev: number
  client_id: string
  sender_id: string
  text: string | null
  reply_to: number | null
  edited: boolean
  deleted: boolean
  /** emoji → users, both in the order of arrival */
  reactions: ReadonlyMap<string, readonly string[]>
  /** the user that it mentions, `all`, or null for no user */
  mention: string | null
  /** in groups and channels, the other user that it replies to */
  replied: string | null
  /** its first character is bold */
  bold: boolean
  /** the user whose words are forwarded */
  forward: string | null
  pinned: boolean
  system: Notice | null
  /** notices up to here */
  uncounted: number
}

export interface Member {
  state: MemberState
  role: MemberRole
  delivered: number
  read: number
}

export interface Flags {
  mutedUntil: number
  pinned: boolean
  archived: number | null
  unread: boolean
  cleared: number
  hidden: number
}

export type FlagKind = OwnItem['kind']
type OwnContent = OwnItem extends infer Item ? (Item extends OwnItem ? Omit<Item, 'rev'> : never) : never

const NO_FLAGS: Flags = { mutedUntil: 0, pinned: false, archived: null, unread: false, cleared: 0, hidden: 0 }

/** The place of a pinned room is a time: here it is 1. */
function contentsOf(room_id: number, flags: Flags): OwnContent[] {
  return [
    { kind: 'mute', room_id, until: flags.mutedUntil || null },
    { kind: 'pin', room_id, order: flags.pinned ? 1 : null },
    { kind: 'archive', room_id, seq: flags.archived },
    { kind: 'unread', room_id, marked: flags.unread },
    { kind: 'cleared', room_id, up_to_seq: flags.cleared, hidden_seq: flags.hidden },
  ]
}

/** The predictable parts of an item: times are 1. */
export function knownItem(item: OwnItem): OwnItem {
  switch (item.kind) {
    case 'pin':
      return item.order === null ? item : { ...item, order: 1 }
    case 'draft':
      return { ...item, at: 1 }
    case 'star':
      return { ...item, messages: item.messages.map(({ seq }) => ({ seq, at: 1 })) }
    default:
      return item
  }
}

export interface ModelRoom {
  /** the number that the server assigned */
  id: number
  /** null: a dialog */
  group: { pipe: string; isPublic: boolean; title: string | null; announces: boolean } | null
  /** of a dialog */
  about?: DialogContext | undefined
  members: Map<string, Member>
  messages: ModelMessage[]
  rev: number
}

/** `published`: the change that users' devices receive. */
export type Outcome<T> = { ok: T; published?: readonly ModelMessage[] } | { refused: ErrorCode }

/** The model's own answer, not the protocol's `isPresent`: it tests that too. */
const PRESENT: ReadonlySet<MemberState> = new Set(['joined', 'invited', 'requested', 'declined'])

export type MembersAct = 'join' | 'leave' | 'add' | 'remove' | 'ban'

export const isPresent = (room: ModelRoom, user: string) => PRESENT.has(room.members.get(user)?.state ?? 'left')

/** The chat as docs/spec.md defines it, as simply as possible. */
export class ModelChat {
  readonly rooms: ModelRoom[] = []
  /** for each user, the items in the order of their last change */
  readonly own = new Map<string, OwnItem[]>()
  /** items that changed in this step, by user: all of the user's devices receive them */
  readonly ownNews = new Map<string, OwnItem[]>()

  readonly #flags = new Map<string, Flags>()

  flagsOf(room: ModelRoom, user: string): Flags {
    return this.#flags.get(`${room.id}/${user}`) ?? NO_FLAGS
  }

  /**
   * LIST-1 LIST-2 LIST-3 LIST-4 OWN-1 OWN-3. `on` of `clear`: hide it too.
   * @returns the flag's item and those that changed with it
   */
  flag(room: ModelRoom, user: string, kind: FlagKind, on: boolean, number: number): Outcome<OwnItem[]> {
    const member = room.members.get(user)
    if (!member || !isPresent(room, user)) return { refused: 'room_not_found' }
    const before = this.flagsOf(room, user)
    const now = { ...before }
    if (kind === 'mute') now.mutedUntil = on ? number : 0
    if (kind === 'pin') now.pinned = on
    if (kind === 'archive') now.archived = on ? room.messages.length : null
    if (kind === 'unread') now.unread = on
    if (kind === 'pin' && on) now.archived = null
    if (kind === 'archive' && on) now.pinned = false
    if (kind === 'cleared') {
      now.cleared = Math.max(before.cleared, Math.min(number, room.messages.length))
      member.read = Math.max(member.read, now.cleared)
      member.delivered = Math.max(member.delivered, now.cleared)
      now.unread = false
      if (on) Object.assign(now, { hidden: now.cleared, pinned: false, archived: null })
    }
    this.#flags.set(`${room.id}/${user}`, now)
    const was = contentsOf(room.id, before)
    const news = contentsOf(room.id, now).filter((item, i) => item.kind === kind || !Bun.deepEquals(item, was[i]))
    return { ok: news.map((content) => this.#put(user, content)) }
  }

  #put(user: string, content: OwnContent): OwnItem {
    const items = this.own.get(user) ?? []
    const known = items.find((item) => sameSubject(item, content))
    const item = { ...content, rev: known?.rev ?? 0 } as OwnItem
    if (Bun.deepEquals(known, item)) return item
    const stored = { ...item, rev: (items.at(-1)?.rev ?? 0) + 1 }
    this.own.set(user, [...items.filter((other) => other !== known), stored])
    this.ownNews.set(user, [...(this.ownNews.get(user) ?? []), stored])
    return stored
  }

  /** STAR-1. All stars of a room are one item. */
  star(room: ModelRoom, user: string, seq: number, on: boolean): Outcome<OwnItem> {
    if (!isPresent(room, user)) return { refused: 'room_not_found' }
    if (seq > room.messages.length || seq <= this.flagsOf(room, user).cleared) return { refused: 'message_not_found' }
    const known = this.#itemOf(room, user, 'star')
    const others = known?.kind === 'star' ? known.messages.filter((star) => star.seq !== seq) : []
    const messages = (on ? [...others, { seq, at: 1 }] : others).sort((a, b) => a.seq - b.seq)
    const item = { kind: 'star' as const, room_id: room.id, messages }
    return { ok: known || on ? this.#put(user, item) : { ...item, rev: 0 } }
  }

  /** STAR-3: starred messages that the user may read now, without deleted ones */
  starred(user: string): { room_id: number; message: ModelMessage }[] {
    return this.rooms.flatMap((room) => {
      const item = isPresent(room, user) ? this.#itemOf(room, user, 'star') : undefined
      const stars = item?.kind === 'star' ? item.messages.map(({ seq }) => seq) : []
      return this.seenBy(room, user)
        .filter((message) => stars.includes(message.seq) && !message.deleted)
        .map((message) => ({ room_id: room.id, message }))
    })
  }

  /** DRAFT-1. `rev`: of the draft that it replaces */
  draft(room: ModelRoom, user: string, text: string, rev: number): Outcome<OwnItem> {
    if (!isPresent(room, user)) return { refused: 'room_not_found' }
    const known = this.#itemOf(room, user, 'draft')
    if ((known?.rev ?? 0) !== rev) return { refused: 'draft_stale' }
    const item = { kind: 'draft' as const, room_id: room.id, text, reply_to: null, at: 1 }
    return { ok: known || text !== '' ? this.#put(user, item) : { ...item, rev: 0 } }
  }

  /** the `rev` that names the user's draft */
  draftRev(room: ModelRoom, user: string): number {
    return this.#itemOf(room, user, 'draft')?.rev ?? 0
  }

  /** DRAFT-2 */
  endDraft(room: ModelRoom, user: string, rev: number): void {
    if (rev > 0 && this.draftRev(room, user) === rev) this.draft(room, user, '', rev)
  }

  #itemOf(room: ModelRoom, user: string, kind: 'star' | 'draft'): OwnItem | undefined {
    return this.own.get(user)?.find((item) => item.kind === kind && item.room_id === room.id)
  }

  /** SAFE-1. The time of a block is the server's: here it is `at`. */
  block(user: string, peer: string, at: number | null): Outcome<OwnItem> {
    if (user === peer) return { refused: 'invalid_field' }
    const known = this.own.get(user)?.find((item) => item.kind === 'block' && item.user_id === peer)
    if (known?.kind === 'block' && (known.at === null) === (at === null)) return { ok: known }
    return { ok: this.#put(user, { kind: 'block', user_id: peer, at }) }
  }

  /** SAFE-12 OWN-1: the named settings change, the rest stays. */
  set(user: string, change: Partial<UserSettings>): Outcome<OwnItem> {
    return { ok: this.#put(user, { kind: 'settings', ...this.settingsOf(user), ...change }) }
  }

  settingsOf(user: string): UserSettings {
    const item = this.own.get(user)?.find((one) => one.kind === 'settings')
    if (item?.kind !== 'settings') return DEFAULT_USER_SETTINGS
    const { kind: _, rev: __, ...settings } = item
    return settings
  }

  /** SAFE-11: one of the two users of a dialog hides theirs. */
  hidesReceipts({ members }: ModelRoom): boolean {
    return [...members.keys()].some((user) => !this.settingsOf(user).receipts)
  }

  /** SAFE-6. `seq` null: the report is about the user. */
  report(room: ModelRoom, user: string, seq: number | null, about: string): Outcome<null> {
    if (!isPresent(room, user)) return { refused: 'room_not_found' }
    const message = seq === null ? null : this.seenBy(room, user).find((one) => one.seq === seq)
    if (seq !== null && (!message || message.deleted)) return { refused: 'message_not_found' }
    const reported = message?.sender_id ?? about
    if (!room.members.has(reported)) return { refused: 'user_unknown' }
    return reported === user ? { refused: 'not_permitted' } : { ok: null }
  }

  /** SEARCH-1 SEARCH-3 SEARCH-4, newest first. `word` as it stands in the texts. */
  search(room: ModelRoom, user: string, word: string): Outcome<ModelMessage[]> {
    if (!isPresent(room, user)) return { refused: 'room_not_found' }
    return {
      ok: this.seenBy(room, user)
        .filter(({ text }) => text?.includes(word))
        .reverse(),
    }
  }

  /** whether one of the two blocks the other */
  blocked(user: string, peer: string): boolean {
    const blocks = (by: string, other: string) =>
      this.own.get(by)?.some((item) => item.kind === 'block' && item.user_id === other && item.at !== null) ?? false
    return blocks(user, peer) || blocks(peer, user)
  }

  isBlocked({ group, members }: ModelRoom): boolean {
    const [one, other] = [...members.keys()]
    return !group && one !== undefined && other !== undefined && this.blocked(one, other)
  }

  /** LIST-2 */
  isArchived(room: ModelRoom, user: string, at: number): boolean {
    const { archived, mutedUntil } = this.flagsOf(room, user)
    return archived !== null && (room.messages.length <= archived || mutedUntil > at)
  }

  /** LIST-4 */
  seenBy(room: ModelRoom, user: string): ModelMessage[] {
    return room.messages.filter(({ seq }) => seq > this.flagsOf(room, user).cleared)
  }

  /** DIALOG-1 DIALOG-2 DIALOG-4 DIALOG-5. `id`: the server's number for it, if it is new. */
  open(
    user: string,
    peer: string,
    needsAccess: boolean,
    about: DialogContext | undefined,
    id: number,
  ): Outcome<ModelRoom> {
    const known = this.rooms.find(
      (room) => !room.group && room.members.has(user) && room.members.has(peer) && room.about?.id === about?.id,
    )
    if (!known) {
      if (this.blocked(user, peer)) return { refused: 'blocked' }
      const member = (state: MemberState): Member => ({ state, role: 'member', delivered: 0, read: 0 })
      const [mine, theirs] = needsAccess ? (['requested', 'invited'] as const) : (['joined', 'joined'] as const)
      const members = new Map([
        [user, member(mine)],
        [peer, member(theirs)],
      ])
      const room: ModelRoom = { id, group: null, about, members, messages: [], rev: 0 }
      this.rooms.push(room)
      return { ok: room }
    }
    const state = known.members.get(user)?.state
    const blocked = this.isBlocked(known)
    if (about?.signed || (!known.about?.signed && state === 'joined' && !blocked)) known.about = about
    if ((state === 'invited' || state === 'left') && !blocked) accept(known)
    return { ok: known }
  }

  /** ROOM-1 ROOM-2 ROOM-3. `id`: the server's number for it, if it is new. */
  openRoom(user: string, pipe: string, isPublic: boolean, others: readonly string[], id: number): Outcome<ModelRoom> {
    const known = this.rooms.find(({ group }) => group?.pipe === pipe)
    if (known) {
      const joined = this.changeMembers(known, user, 'join', [user], { quiet: true })
      if ('refused' in joined) return joined
      const isOwner = known.members.get(user)?.role !== 'member'
      const added = isOwner && others.length > 0 ? this.changeMembers(known, user, 'add', others) : joined
      return 'ok' in added ? { ok: known, published: added.published ?? [] } : added
    }
    const group = { pipe, isPublic, title: null, announces: false }
    return { ok: this.#make({ id, group, members: new Map(), messages: [], rev: 0 }, user, others) }
  }

  /** GROUP-1 GROUP-2 */
  create(user: string, title: string, announces: boolean, others: readonly string[], id: number): Outcome<ModelRoom> {
    const group = { pipe: '', isPublic: false, title, announces }
    const room: ModelRoom = { id, group, members: new Map(), messages: [], rev: 0 }
    this.#make(room, user, others)
    return { ok: room, published: [this.#notice(room, user, { kind: 'created', user_ids: [], title })] }
  }

  #make(room: ModelRoom, owner: string, others: readonly string[]): ModelRoom {
    for (const user of [owner, ...others.filter((other) => !this.blocked(owner, other))]) {
      room.members.set(user, { state: 'joined', role: user === owner ? 'owner' : 'member', delivered: 0, read: 0 })
    }
    this.rooms.push(room)
    return room
  }

  /** GROUP-3 */
  rename(room: ModelRoom, by: string, title: string): Outcome<null> {
    if (!isPresent(room, by)) return { refused: 'room_not_found' }
    if (!room.group || room.members.get(by)?.role === 'member') return { refused: 'forbidden' }
    if (room.group.title === title) return { ok: null }
    room.group.title = title
    return { ok: null, published: [this.#notice(room, by, { kind: 'title', user_ids: [], title })] }
  }

  /** GROUP-4 */
  setRole(room: ModelRoom, by: string, user: string, role: MemberRole): Outcome<null> {
    if (!isPresent(room, by)) return { refused: 'room_not_found' }
    if (!room.group || room.members.get(by)?.role !== 'owner') return { refused: 'forbidden' }
    const member = room.members.get(user)
    if (member?.state !== 'joined') return { refused: 'user_unknown' }
    if (member.role === role) return { ok: null }
    if (member.role === 'owner') return { refused: 'forbidden' }
    if (role === 'owner') for (const other of room.members.values()) if (other.role === 'owner') other.role = 'admin'
    member.role = role
    const notice: Notice =
      role === 'owner' ? { kind: 'owner', user_ids: [user] } : { kind: 'role', user_ids: [user], role }
    return { ok: null, published: [this.#notice(room, by, notice)] }
  }

  /**
   * ROOM-2 ROOM-3 ROOM-4 GROUP-2 GROUP-5. `heir`: the user who gets the room when its owner leaves.
   * @returns the users whose state changed
   */
  changeMembers(
    room: ModelRoom,
    by: string,
    act: MembersAct,
    users: readonly string[],
    { quiet = false, heir = null }: { quiet?: boolean; heir?: string | null } = {},
  ): Outcome<string[]> {
    const outcome = this.#moveMembers(room, by, act, users)
    if ('refused' in outcome || outcome.ok.length === 0 || quiet) return outcome
    const kind = ({ join: 'joined', leave: 'left', add: 'added', remove: 'removed', ban: 'removed' } as const)[act]
    const published = [this.#notice(room, by, { kind, user_ids: outcome.ok })]
    const member = room.members.get(by)
    if (
      act === 'leave' &&
      member?.role === 'owner' &&
      [...room.members.values()].some(({ state }) => state === 'joined')
    ) {
      const next = room.members.get(heir ?? '')
      if (next?.state !== 'joined') throw new Error(`nobody inherited room ${room.id}`)
      member.role = 'member'
      next.role = 'owner'
      published.push(this.#notice(room, by, { kind: 'owner', user_ids: [heir ?? ''] }))
    }
    return { ...outcome, published }
  }

  #moveMembers(room: ModelRoom, by: string, act: MembersAct, users: readonly string[]): Outcome<string[]> {
    const mine = room.members.get(by)
    if (!room.group) return { refused: mine && act !== 'join' && isPresent(room, by) ? 'forbidden' : 'room_not_found' }
    if (act === 'join') {
      const may = mine?.state === 'joined' || (room.group.isPublic && mine?.state !== 'banned')
      return may ? { ok: enter(room, users) } : { refused: 'room_not_found' }
    }
    if (act === 'leave') {
      return mine && mine.state !== 'banned' ? { ok: exit(room, users, 'left') } : { refused: 'room_not_found' }
    }
    if (mine?.state !== 'joined') return { refused: 'room_not_found' }
    if (mine.role === 'member') return { refused: 'forbidden' }
    if (act === 'ban' && users.some((user) => !room.members.has(user))) return { refused: 'user_unknown' }
    if (act === 'add') {
      return {
        ok: enter(
          room,
          users.filter((user) => !this.blocked(by, user)),
        ),
      }
    }
    const isAbove = (role: MemberRole | undefined) => role === 'owner' || (role === 'admin' && mine.role !== 'owner')
    if (users.some((user) => user === by || isAbove(room.members.get(user)?.role))) return { refused: 'forbidden' }
    return { ok: exit(room, users, act === 'ban' ? 'banned' : 'left') }
  }

  /** MSG-3 MSG-5 READ-1 MSG-10 DIALOG-2 ROOM-4 MENTION-2 MENTION-3 MENTION-16 */
  send(
    room: ModelRoom,
    user: string,
    { client_id, text, reply_to, mention }: Pick<ModelMessage, 'client_id' | 'text' | 'reply_to' | 'mention'>,
    /** the forwarded message, as its sender may read it; null: there is no such message */
    origin?: ModelMessage | null,
  ): Outcome<ModelMessage> {
    const member = room.members.get(user)
    const before = room.messages.find((message) => message.sender_id === user && message.client_id === client_id)
    if (before) return { ok: before }
    if (!member || (room.group && member.state !== 'joined')) return { refused: 'room_not_found' }
    if (this.isBlocked(room)) return { refused: 'blocked' }
    if (member.state === 'declined') return { refused: 'request_declined' }
    if (member.state === 'requested' && room.messages.length > 0) return { refused: 'request_pending' }
    if (room.group?.announces && member.role === 'member') return { refused: 'managers_only' }
    if (reply_to !== null && reply_to > room.messages.length) return { refused: 'message_not_found' }
    if (origin === null) return { refused: 'message_not_found' }
    const mayCallAll = room.group && member.role !== 'member'
    if (mention === 'all' && !mayCallAll) return { refused: 'mention_all_forbidden' }
    if (mention !== null && mention !== 'all' && !room.members.has(mention)) return { refused: 'mention_unknown' }
    if (member.state === 'invited' || member.state === 'left') accept(room)
    const seq = room.messages.length + 1
    const target = reply_to === null ? undefined : room.messages[reply_to - 1]
    const callsAuthor = room.group && target && !target.deleted && !target.system && target.sender_id !== user
    const message = {
      seq,
      rev: ++room.rev,
      client_id,
      sender_id: user,
      text,
      reply_to,
      edited: false,
      deleted: false,
      reactions: new Map(),
      mention,
      replied: callsAuthor ? target.sender_id : null,
      bold: origin?.bold ?? false,
      forward: origin ? (origin.forward ?? origin.sender_id) : null,
      pinned: false,
      system: null,
      uncounted: uncountedTo(room, seq - 1),
    }
    const hasReadAll = counted(room, member.read) === counted(room, seq - 1)
    room.messages.push(message)
    if (hasReadAll) Object.assign(member, { read: seq, delivered: seq })
    return { ok: message, published: [message] }
  }

  /** FWD-2: as the user may read it now */
  readable(room: ModelRoom, user: string, seq: number): ModelMessage | null {
    const message = isPresent(room, user) ? room.messages[seq - 1] : undefined
    const isGone = !message || message.deleted || message.system || seq <= this.flagsOf(room, user).cleared
    return isGone ? null : message
  }

  /** MSG-4 MSG-7 FORMAT-7 FWD-7 */
  edit(room: ModelRoom, user: string, seq: number, text: string, bold: boolean): Outcome<ModelMessage> {
    if (!isPresent(room, user)) return { refused: 'room_not_found' }
    if (this.isBlocked(room)) return { refused: 'blocked' }
    if (room.members.get(user)?.state === 'declined') return { refused: 'request_declined' }
    if (room.members.get(user)?.state === 'requested') return { refused: 'request_pending' }
    if (room.group?.announces && room.members.get(user)?.role === 'member') return { refused: 'managers_only' }
    const message = room.messages[seq - 1]
    if (message?.sender_id !== user || message.deleted || message.system) return { refused: 'message_not_found' }
    if (message.forward !== null) return { refused: 'forbidden' }
    const isSame = message.text === text && message.mention === null && message.bold === bold
    if (isSame) return { ok: message }
    return this.#change(room, { ...message, text, mention: null, bold, edited: true })
  }

  /** MSG-4 MSG-8 */
  delete(room: ModelRoom, user: string, seq: number): Outcome<ModelMessage> {
    if (!isPresent(room, user)) return { refused: 'room_not_found' }
    const message = room.messages[seq - 1]
    if (message?.sender_id !== user || message.system) return { refused: 'message_not_found' }
    if (message.deleted) return { ok: message }
    return this.#change(room, {
      ...message,
      text: null,
      mention: null,
      replied: null,
      bold: false,
      forward: null,
      pinned: false,
      deleted: true,
      reactions: new Map(),
    })
  }

  /** DIALOG-2 */
  answer(room: ModelRoom, user: string, accepts: boolean): Outcome<MemberState> {
    const member = room.group ? undefined : room.members.get(user)
    switch (member?.state) {
      case undefined:
      case 'banned':
        return { refused: 'room_not_found' }
      case 'requested':
      case 'declined':
        return { refused: 'forbidden' }
      case 'joined':
        return accepts ? { ok: 'joined' } : { refused: 'forbidden' }
      case 'left':
      case 'invited':
        if (accepts && this.isBlocked(room)) return { refused: 'blocked' }
        if (accepts) accept(room)
        else if (member.state === 'invited') decline(room)
        return { ok: member.state }
    }
  }

  /** READ-2 */
  receipts(room: ModelRoom, user: string, delivered: number, read: number): Outcome<null> {
    const member = room.members.get(user)
    if (!member || !isPresent(room, user)) return { refused: 'room_not_found' }
    const last = room.messages.length
    member.read = Math.max(member.read, Math.min(read, last))
    member.delivered = Math.max(member.delivered, member.read, Math.min(delivered, last))
    return { ok: null }
  }

  /** REACT-1 REACT-2 REACT-6 */
  react(room: ModelRoom, user: string, seq: number, emoji: string, on: boolean): Outcome<ModelMessage> {
    const state = room.members.get(user)?.state
    if (!isPresent(room, user)) return { refused: 'room_not_found' }
    if (this.isBlocked(room)) return { refused: 'blocked' }
    if (state === 'declined') return { refused: 'request_declined' }
    if (state !== 'joined') return { refused: 'request_pending' }
    const message = room.messages[seq - 1]
    if (!message || message.deleted || message.system) return { refused: 'message_not_found' }
    const users = message.reactions.get(emoji) ?? []
    if (users.includes(user) === on) return { ok: message }
    const reactions = new Map(message.reactions)
    const left = on ? [...users, user] : users.filter((other) => other !== user)
    if (left.length > 0) reactions.set(emoji, left)
    else reactions.delete(emoji)
    return this.#change(room, { ...message, reactions })
  }

  /** SYNC-1 */
  since(room: ModelRoom, user: string, rev: number): ModelMessage[] {
    return this.seenBy(room, user)
      .filter((message) => message.rev > rev)
      .sort((a, b) => a.rev - b.rev)
  }

  /** PIN-1 PIN-3 PIN-4 PIN-5 */
  pin(room: ModelRoom, user: string, seq: number, pinned: boolean): Outcome<ModelMessage> {
    const member = room.members.get(user)
    if (!member || !isPresent(room, user)) return { refused: 'room_not_found' }
    if (this.isBlocked(room)) return { refused: 'blocked' }
    if (member.state === 'declined') return { refused: 'request_declined' }
    if (member.state !== 'joined') return { refused: 'request_pending' }
    if (room.group && member.role === 'member') return { refused: 'forbidden' }
    const message = this.seenBy(room, user).find((one) => one.seq === seq)
    if (!message || message.deleted || message.system) return { refused: 'message_not_found' }
    if (message.pinned === pinned) return { ok: message }
    const changed = this.#change(room, { ...message, pinned })
    if ('refused' in changed || !pinned) return changed
    const notice = this.#notice(room, user, { kind: 'pinned', user_ids: [], seq })
    return { ...changed, published: [...(changed.published ?? []), notice] }
  }

  /** MENTION-1 MENTION-2 MENTION-6 MENTION-16 */
  mentionsOf(room: ModelRoom, user: string): number[] {
    const read = room.members.get(user)?.read ?? 0
    return this.seenBy(room, user)
      .filter(({ seq, sender_id, mention, replied }) => {
        const calls = mention === 'all' || mention === user || replied === user
        return room.group && calls && sender_id !== user && seq > read
      })
      .map(({ seq }) => seq)
  }

  #change(room: ModelRoom, changed: ModelMessage): Outcome<ModelMessage> {
    const message = { ...changed, rev: ++room.rev }
    room.messages[message.seq - 1] = message
    return { ok: message, published: [message] }
  }

  /** GROUP-2 */
  #notice(room: ModelRoom, sender_id: string, system: Notice): ModelMessage {
    const message: ModelMessage = {
      seq: room.messages.length + 1,
      rev: ++room.rev,
      client_id: '',
      sender_id,
      text: '',
      reply_to: null,
      edited: false,
      deleted: false,
      reactions: new Map(),
      mention: null,
      replied: null,
      bold: false,
      forward: null,
      pinned: false,
      system,
      uncounted: uncountedTo(room, room.messages.length) + 1,
    }
    room.messages.push(message)
    return message
  }
}

/** The item of the same kind about the same room or user. */
function sameSubject(item: OwnItem, content: OwnContent): boolean {
  if (item.kind === 'block') return content.kind === 'block' && item.user_id === content.user_id
  if (!('room_id' in item) || !('room_id' in content)) return item.kind === content.kind
  return item.kind === content.kind && item.room_id === content.room_id
}
/** Of the messages up to `seq`, those that do not count as unread. */
export const uncountedTo = (room: ModelRoom, seq: number) => room.messages[seq - 1]?.uncounted ?? 0

/** Of the messages up to `seq`, those that count. */
export const counted = (room: ModelRoom, seq: number) => seq - uncountedTo(room, seq)

function enter(room: ModelRoom, users: readonly string[]): string[] {
  const out = [...new Set(users)].filter((user) => room.members.get(user)?.state !== 'joined')
  const last = room.messages.length
  for (const user of out) {
    const role = room.members.get(user)?.role ?? 'member'
    room.members.set(user, { state: 'joined', role, delivered: last, read: last })
  }
  return out
}

/** A user who is out already can only be banned; a user who was never a member is not affected. */
function exit(room: ModelRoom, users: readonly string[], to: 'left' | 'banned'): string[] {
  return users.filter((user) => {
    const member = room.members.get(user)
    if (!member || member.state === 'banned' || member.state === to) return false
    member.state = to
    if (member.role === 'admin') member.role = 'member'
    return true
  })
}

function accept({ members }: ModelRoom): void {
  for (const member of members.values()) member.state = 'joined'
}

function decline({ members }: ModelRoom): void {
  for (const member of members.values()) member.state = member.state === 'invited' ? 'left' : 'declined'
}
