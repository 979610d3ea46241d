import type { Message, ReplyTo, RequestInput, RequestName, RoomSummary, UserCard } from '@imbachat/protocol'
import { messageFrom, SAMPLE_READY, type SamplePhrases } from '@imbachat/protocol/page/preview'
import type { Language } from '@imbachat/protocol/phrases/languages'
import type { ConnectedClientOptions, ConnectionState } from '@imbachat/sdk'
import { ChatRequestError, observable } from '@imbachat/sdk/core'
import { signal } from '@preact/signals'
import type { ChatFrameConfig } from '../../bridge/chat-frame-config.ts'
import { sampleLines } from './sample-texts.ts'

type Connect = ConnectedClientOptions['connect']
type Answers = { [T in RequestName]?: (input: RequestInput<T>) => ReplyTo<T> }

const MINUTE = 60_000
const ME = 'you'

/**
 * Replaces the connection in the dashboard's preview: answers requests itself, with an invented conversation. What the
 * reader writes there is shown, and sent nowhere. Phrases come from the sample page, as they are edited.
 */
export function sample(config: ChatFrameConfig): Connect {
  followPhrases(config)
  return ({ token, authenticated }) => {
    const { language } = JSON.parse(atob(token?.split('.')[1] ?? '')) as { language: string }
    const answers = sampleAnswers(Object.hasOwn(sampleLines, language) ? (language as Language) : 'en')
    const state = observable<ConnectionState>({ kind: 'connecting' })
    queueMicrotask(() => {
      authenticated({
        session_id: 'sample',
        me: answers.me,
        server_time: Date.now(),
        expires_at: null,
        epoch: 'sample',
        user_rev: 0,
        limits: { message_max_chars: config.settings.message_max_chars, frame_max_bytes: 65_536 },
      })
      state.set({ kind: 'online' })
    })
    return {
      state,
      async request<T extends RequestName>(type: T, input: RequestInput<T>): Promise<ReplyTo<T>> {
        const answer = (answers.to as Answers)[type] as ((input: RequestInput<T>) => ReplyTo<T>) | undefined
        if (!answer) throw new ChatRequestError({ code: 'not_permitted', message: `the preview has no ${type}` })
        return answer(input)
      },
      setToken() {},
      token: () => token,
      wake() {},
      drop() {},
      suspend() {},
      close: () => state.set({ kind: 'closed' }),
    }
  }
}

/** An effect that reads `config.phrases` runs again when they change. */
function followPhrases(config: ChatFrameConfig): void {
  const phrases = signal(config.phrases ?? {})
  Object.defineProperty(config, 'phrases', { get: () => phrases.value })
  addEventListener('message', (event) => {
    const message = messageFrom(parent, event) as SamplePhrases | null
    if (message?.t !== 'imbachat:sample-phrases') return
    if (JSON.stringify(message.phrases) !== JSON.stringify(phrases.peek())) phrases.value = message.phrases
  })
  parent.postMessage(SAMPLE_READY, location.origin)
}

function sampleAnswers(language: keyof typeof sampleLines): { me: UserCard; to: Answers } {
  const { people, group, talk, inGroup } = sampleLines[language]
  const card = (user_id: keyof typeof people): UserCard => ({
    user_id,
    name: people[user_id],
    avatar_url: null,
    profile_url: null,
    badge: null,
    placeholder: false,
  })
  const now = Date.now()
  const messageOf = (seq: number, sender_id: string, text: string, minutes: number): Message => ({
    seq,
    rev: seq,
    client_id: `sample-${sender_id}-${seq}`,
    sender_id,
    text,
    reply_to: null,
    created_at: now - minutes * MINUTE,
    edited_at: null,
    deleted_at: null,
  })
  const withAnna = talk.map((text, index) => messageOf(index + 1, index % 2 ? ME : 'anna', text, 30 - index * 4))
  const liked = withAnna[3]
  if (liked) withAnna[3] = { ...liked, reactions: [{ emoji: '👍', count: 1, user_ids: ['anna'] }] }
  const messages: Record<number, Message[]> = { 1: withAnna, 2: [messageOf(1, 'max', inGroup, 95)] }

  const room = (room_id: number): RoomSummary => {
    const log = messages[room_id] ?? []
    const last = log.at(-1) ?? null
    const isDialog = room_id === 1
    const read = isDialog ? log.length : 0
    return {
      room_id,
      type: isDialog ? 0 : 1,
      pipe: isDialog ? null : 'market',
      title: isDialog ? null : group,
      peer: isDialog ? card('anna') : null,
      state: 'joined',
      role: 'member',
      can_manage: false,
      can_own: false,
      description: null,
      rights: { send: 'all', media: 'all', add: 'all', pin: 'all', slow_seconds: 0 },
      is_public: !isDialog,
      by_request: false,
      picture: null,
      join_requests: 0,
      member_count: isDialog ? 2 : 12,
      live: true,
      last_seq: log.length,
      last_rev: last?.rev ?? 0,
      last_message: last,
      last_sender: isDialog ? null : card('max'),
      active_at: last?.created_at ?? now,
      unread: log.length - read,
      watermarks: [
        { user_id: ME, delivered_seq: log.length, read_seq: read },
        { user_id: 'anna', delivered_seq: log.length, read_seq: log.length },
      ],
      write_block: null,
    }
  }

  const react = (room_id: number, seq: number, emoji: string, on: boolean): { message: Message } => {
    const log = messages[room_id] ?? []
    const before = log[seq - 1]
    if (!before) throw new ChatRequestError({ code: 'message_not_found', message: 'the preview has no such message' })
    const others = (before.reactions ?? []).filter((one) => one.emoji !== emoji)
    const users = (before.reactions?.find((one) => one.emoji === emoji)?.user_ids ?? []).filter((id) => id !== ME)
    if (on) users.push(ME)
    const reactions = users.length > 0 ? [...others, { emoji, count: users.length, user_ids: users }] : others
    const rev = Math.max(...log.map((one) => one.rev)) + 1
    const { reactions: _before, ...rest } = before
    const message: Message = { ...rest, rev, ...(reactions.length > 0 && { reactions }) }
    log[seq - 1] = message
    return { message }
  }

  const to: Answers = {
    ping: () => ({ server_time: Date.now() }),
    'rooms.list': ({ filter = 'all' }) => ({
      rooms: filter === 'all' ? [room(1), room(2)] : filter === 'unread' ? [room(2)] : [],
      next: null,
      unread_rooms: 1,
      requests: 0,
      archived: 0,
    }),
    'rooms.get': ({ room_id }) => ({ room: room(room_id) }),
    'dialog.open': () => ({ room: room(1) }),
    'messages.list': ({ room_id, before_seq = Number.POSITIVE_INFINITY }) => ({
      messages: (messages[room_id] ?? []).filter(({ seq }) => seq < before_seq),
      last_seq: room(room_id).last_seq,
      last_rev: room(room_id).last_rev,
    }),
    'messages.sync': ({ rev }) => ({ kind: 'changes', messages: [], rev, more: false }),
    'users.get': ({ user_ids }) => ({
      users: user_ids.filter((id): id is keyof typeof people => id in people).map(card),
    }),
    'presence.active': () => ({}),
    'presence.watch': () => ({ users: [{ user_id: 'anna', online: true, last_seen: null }] }),
    'receipts.update': () => ({}),
    typing: () => ({}),
    'reaction.add': ({ room_id, seq, emoji }) => react(room_id, seq, emoji, true),
    'reaction.remove': ({ room_id, seq, emoji }) => react(room_id, seq, emoji, false),
    'message.send': ({ room_id, client_id, text, reply_to = null }) => {
      const log = messages[room_id] ?? []
      const rev = Math.max(0, ...log.map((one) => one.rev)) + 1
      const message = { ...messageOf(log.length + 1, ME, text, 0), client_id, rev, reply_to, created_at: Date.now() }
      log.push(message)
      return { client_id, seq: message.seq, rev, created_at: message.created_at }
    },
  }
  return { me: card(ME), to }
}
