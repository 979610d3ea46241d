import type {
  ErrorCode,
  Member,
  Message,
  OwnItem,
  Presence,
  ReplyTo,
  RequestInput,
  RequestName,
  RoomSummary,
  ServerEvent,
  UserCard,
} from '@imbachat/protocol'
import type { ChatFrameConfig } from '@imbachat/protocol/page/page-config'
import { DEFAULT_USER_SETTINGS } from '@imbachat/protocol/user-settings'
import { ChatRequestError, type ConnectionState } from '@imbachat/sdk/core'
import type { PageOptions, ToChatFrame } from '@imbachat/widget/bridge/messages.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export type Answers = { [T in RequestName]?: (input: RequestInput<T>) => ReplyTo<T> | Promise<ReplyTo<T>> }

/** All data that a view is drawn from. Each state changes a part of it. */
export type Sample = ReturnType<typeof createSample>

/** The server's replies. */
export const refusal = (code: ErrorCode) => new ChatRequestError({ code, message: 'sample' })

const RIGHTS = { send: 'all', media: 'all', add: 'all', pin: 'all', slow_seconds: 0 } as const

/** The same people, rooms and messages each time, in Arabic or in English. */
export function createSample(language: string) {
  const arabic = language === 'ar'
  const t = (english: string, inArabic: string) => (arabic ? inArabic : english)
  const now = Date.now()

  const card = (user_id: string, name: string, more: Partial<UserCard> = {}): UserCard => ({
    user_id,
    name,
    avatar_url: null,
    profile_url: null,
    badge: null,
    placeholder: false,
    ...more,
  })
  const people = {
    you: card('you', t('Vera Novak', 'فيرا نوفاك')),
    anna: card('anna', t('Anna Lane', 'آنا الحداد'), { badge: t('Seller', 'بائعة') }),
    max: card('max', t('Max Stone', 'ماكس منصور'), { avatar_url: `${location.origin}/picture/max.svg` }),
    boris: card('boris', 'Борис Орлов'),
    yusuf: card('yusuf', 'يوسف عبد الرحمن'),
    long: card('long', 'Maximiliane-Alexandra von Hohenstein-Waldburg zu Reichenbach', {
      badge: t('Official partner of the market', 'الشريك الرسمي للسوق'),
    }),
    wordless: card('wordless', 'Donaudampfschifffahrtsgesellschaftskapitänsmützenladen'),
    guest: card('guest', t('Jo', 'جو'), { guest: true }),
    gone: card('gone', '', { erased: true }),
    olga: card('olga', t('Olga Petrova', 'أولغا بتروفا')),
  } satisfies Record<string, UserCard>

  const messages: Record<number, Message[]> = {}
  /** Adds a message to a room. `minutes`: how long ago */
  function say(roomId: number, sender_id: string, text: string, minutes: number, more: Partial<Message> = {}): Message {
    messages[roomId] ??= []
    const log = messages[roomId]
    const seq = log.length + 1
    const message: Message = {
      seq,
      rev: seq,
      client_id: `00000000-0000-7000-8000-${String(roomId * 1_000 + seq).padStart(12, '0')}`,
      sender_id,
      text,
      reply_to: null,
      created_at: now - minutes * MINUTE,
      edited_at: null,
      deleted_at: null,
      ...more,
    }
    log.push(message)
    return message
  }

  const rooms = new Map<number, RoomSummary>()
  function room(room_id: number, more: Partial<RoomSummary>): RoomSummary {
    const made: RoomSummary = {
      room_id,
      type: more.peer ? 0 : 1,
      pipe: more.peer ? null : `room-${room_id}`,
      title: null,
      peer: null,
      state: 'joined',
      role: 'member',
      can_manage: false,
      can_own: false,
      description: null,
      rights: { ...RIGHTS },
      is_public: false,
      by_request: false,
      picture: null,
      join_requests: 0,
      member_count: more.peer ? 2 : 12,
      live: true,
      last_seq: 0,
      last_rev: 0,
      last_message: null,
      last_sender: null,
      active_at: now,
      unread: 0,
      watermarks: [],
      write_block: null,
      ...more,
    }
    rooms.set(room_id, made)
    return made
  }
  /** The room's summary, computed from its messages. */
  function summary(roomId: number): RoomSummary {
    const made = rooms.get(roomId)
    if (!made) throw new ChatRequestError({ code: 'room_not_found', message: `the sample has no room ${roomId}` })
    const last = messages[roomId]?.at(-1) ?? null
    const last_seq = last?.seq ?? 0
    const read = last_seq - made.unread
    const others = made.peer ? [made.peer.user_id] : []
    return {
      ...made,
      last_seq,
      last_rev: last_seq,
      last_message: last,
      last_sender: made.peer || !last ? null : (cards().get(last.sender_id) ?? null),
      active_at: last?.created_at ?? now - 9 * DAY,
      watermarks: [
        { user_id: 'you', delivered_seq: last_seq, read_seq: read },
        ...others.map((user_id) => ({ user_id, delivered_seq: last_seq, read_seq: readBy[roomId] ?? last_seq })),
      ],
    }
  }
  /** Up to which message the other of a dialog has read; missing: all. */
  const readBy: Record<number, number> = {}
  const cards = () => new Map<string, UserCard>(Object.values(people).map((one) => [one.user_id, one]))

  // a dialog with a bit of everything that people write
  room(1, { peer: people.anna })
  say(1, 'anna', t('Hi! Is the bike still for sale?', 'مرحبًا! هل الدراجة ما زالت معروضة للبيع؟'), 26 * 60)
  say(1, 'you', t('Hello! Yes, it is.', 'أهلًا! نعم، ما زالت.'), 26 * 60 - 1)
  say(
    1,
    'anna',
    t(
      'Great. Could you tell me how old it is, and whether the lights and the lock are included in the price?',
      'رائع. كم عمرها؟ وهل السعر يشمل المصابيح والقفل؟',
    ),
    34,
  )
  say(1, 'you', t('Two years. The lights are included, the lock is not.', 'سنتان. المصابيح مشمولة، والقفل لا.'), 31, {
    reply_to: 3,
    edited_at: now - 30 * MINUTE,
  })
  say(1, 'anna', t('Perfect, thank you!', 'ممتاز، شكرًا!'), 30, {
    reactions: [{ emoji: '👍', count: 1, user_ids: ['you'] }],
  })
  say(1, 'you', t('Come by on Saturday if you like.', 'تعالي يوم السبت إذا أردت.'), 29)
  readBy[1] = 5

  // a group that others manage
  room(2, { title: t('Weekend market', 'سوق نهاية الأسبوع'), is_public: true, unread: 3, mentions: [4] })
  say(2, 'max', t('Who is coming on Saturday?', 'من سيأتي يوم السبت؟'), 95)
  say(2, 'boris', 'Я приду, и сестра тоже.', 60)
  say(2, 'yusuf', 'يوم السبت مناسب لي', 44)
  const asked = t('@Vera Novak will you bring the table?', '@فيرا نوفاك هل ستحضرين الطاولة؟')
  say(2, 'max', asked, 12, {
    entities: [{ type: 'mention', offset: 0, length: people.you.name.length + 1, user_id: 'you' }],
  })

  room(3, { peer: people.max, unread: 1 })
  say(3, 'you', t('See you there', 'أراك هناك'), 300)
  say(3, 'max', t('I will be five minutes late', 'سأتأخر خمس دقائق'), 50)

  room(4, { peer: people.boris })
  say(4, 'boris', 'Спасибо! Всё получил, очень доволен.', 3 * 24 * 60)

  room(5, { peer: people.yusuf })
  say(5, 'you', t('Thank you for the photos', 'شكرًا على الصور'), 40 * 24 * 60)

  const own: OwnItem[] = []
  const presence: Presence[] = [
    { user_id: 'anna', online: true, last_seen: null },
    { user_id: 'max', online: false, last_seen: now - 2 * HOUR },
    { user_id: 'boris', online: false, last_seen: now - 3 * DAY },
  ]
  const members: Member[] = (['max', 'you', 'boris', 'yusuf', 'anna', 'long', 'wordless', 'guest'] as const).map(
    (id, index) => ({
      user: people[id],
      state: 'joined',
      role: index === 0 ? 'owner' : index === 2 ? 'admin' : 'member',
      watermarks: { user_id: id, delivered_seq: 4, read_seq: index % 2 ? 4 : 3 },
    }),
  )
  const settings: ChatFrameConfig['settings'] = {
    theme: 'default',
    position: 'right',
    language: null,
    message_max_chars: 2_000,
    guests: 'none',
    sign_in_url: null,
    preview: true,
    reactions: true,
    forwarding: true,
    edit_minutes: 0,
    delete_minutes: 0,
    edit_history: true,
    dialogs: true,
    rooms: true,
    directory: true,
    mail: false,
    files: { max_bytes: 20 * 1024 * 1024, kinds: ['image', 'video', 'voice', 'file'] },
    // the views of calls turn them on
    calls: 'off',
    push_key: null,
  }
  const page: Partial<PageOptions> = {}
  /** Answers to requests of the views. Each state may replace some. */
  const answers: Answers = {
    ping: () => ({ server_time: now }),
    'rooms.list': ({ filter = 'all' }) => {
      const archived = new Set(own.flatMap((item) => (item.kind === 'archive' && item.seq ? [item.room_id] : [])))
      const all = [...rooms.keys()].map(summary).toSorted((a, b) => b.active_at - a.active_at)
      const active = all.filter(({ room_id }) => !archived.has(room_id))
      const invited = active.filter(({ state }) => state === 'invited')
      const unread = active.filter((one) => one.unread > 0)
      const parts = { all: active, unread, requests: invited, archive: all.filter((one) => !active.includes(one)) }
      return {
        rooms: parts[filter],
        next: null,
        unread_rooms: unread.length,
        requests: invited.length,
        archived: parts.archive.length,
      }
    },
    'rooms.get': ({ room_id }) => ({ room: summary(room_id) }),
    'rooms.search': () => ({ rooms: [], next: null, unread_rooms: 0, requests: 0, archived: 0 }),
    'messages.list': ({ room_id, before_seq = Number.POSITIVE_INFINITY, limit = 50 }) => {
      const found = (messages[room_id] ?? []).filter(({ seq }) => seq < before_seq)
      const { last_seq, last_rev } = summary(room_id)
      return { messages: found.slice(-limit), last_seq, last_rev }
    },
    'messages.sync': ({ rev }) => ({ kind: 'changes', messages: [], rev, more: false }),
    'user.sync': ({ rev }) => ({
      kind: 'changes',
      items: own.filter((item) => item.rev > rev),
      rev: own.length,
      more: false,
    }),
    'users.get': ({ user_ids }) => ({ users: user_ids.flatMap((id) => cards().get(String(id)) ?? []) }),
    'presence.watch': () => ({ users: presence }),
    'presence.active': () => ({}),
    'settings.set': ({ settings: changed }) => {
      const before = own.findLast((item) => item.kind === 'settings')
      const kind = 'settings' as const
      return { item: Object.assign({ ...DEFAULT_USER_SETTINGS, ...before }, changed, { kind, rev: own.length + 1 }) }
    },
    'receipts.update': () => ({}),
    typing: () => ({}),
    'draft.set': ({ room_id, text, reply_to }) => ({
      item: { kind: 'draft', rev: own.length + 1, room_id, text, reply_to, at: now },
    }),
    'members.list': () => ({ members, next: null, member_count: members.length }),
    'members.search': ({ query = '' }) => ({
      users: members.map(({ user }) => user).filter(({ name }) => name.toLowerCase().includes(query.toLowerCase())),
    }),
    'pins.list': ({ room_id }) => ({
      messages: (messages[room_id] ?? []).filter((one) => one.pinned_at !== undefined).toReversed(),
      more: false,
    }),
    'files.tickets': ({ file_ids }) => ({
      tickets: file_ids.map((file_id) => ({ file_id, ticket: 'sample' })),
      expires_at: now + HOUR,
    }),
    'people.friends': () => ({ users: [people.anna, people.max, people.boris, people.yusuf, people.long] }),
    'people.search': () => ({ users: [people.olga] }),
    'messages.search': () => ({ hits: [], next: null, count: 0 }),
  }

  const waitsFor = new Set<RequestName>()
  return {
    t,
    now,
    card,
    people,
    messages,
    say,
    rooms,
    room,
    summary,
    readBy,
    own,
    presence,
    members,
    settings,
    page,
    answers,
    /** events of the server once the chat is online */
    events: [] as ServerEvent[],
    /** messages of the page after it has loaded the chat */
    pageSays: [{ t: 'shown', shown: true }] as ToChatFrame[],
    state: { kind: 'online' } as ConnectionState,
    /** the reader; null: a visitor who is not signed in */
    me: people.you as UserCard | null,
    /** requests that are never answered */
    waitsFor,
    /** The answer never comes. */
    waits(...names: RequestName[]): void {
      for (const name of names) waitsFor.add(name)
      for (const name of names) Object.assign(answers, { [name]: () => new Promise(() => {}) })
    },
    refuses(code: ErrorCode, ...names: RequestName[]): void {
      for (const name of names) Object.assign(answers, { [name]: () => Promise.reject(refusal(code)) })
    },
    /** Something of the reader's own state. */
    owns(...items: Parameters<typeof withRev>[0][]): void {
      for (const item of items) own.push(withRev(item, own.length + 1))
    },
  }
}

type WithoutRev<Item> = Item extends unknown ? Omit<Item, 'rev'> : never

const withRev = (item: WithoutRev<OwnItem>, rev: number) => ({ ...item, rev }) as OwnItem
