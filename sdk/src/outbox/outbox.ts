import type { Message } from '@imbachat/protocol'
import { backoffMs } from '../connection/backoff.ts'
import type { Request } from '../connection/connection.ts'
import { earliestTimer } from '../earliest-timer.ts'
import { observable } from '../observable.ts'
import { ChatRequestError } from '../request-error.ts'
import type {
  ErrorBody,
  Observable,
  OutboxStorage,
  OutgoingMessage,
  SdkClock,
  SendOptions,
  SentMessage,
} from '../types.ts'
import { newClientId } from './client-id.ts'
import { indexedDbOutboxStorage, memoryOutboxStorage } from './outbox-storage.ts'
import { noOtherTabs, openTabs, type TabNews } from './tabs.ts'

/** An outgoing message on its way from the outbox into the timeline. */
export interface OutboxEntry {
  message: OutgoingMessage
  /** `seq` of its ack; the entry is shown until the timeline has the message. null: not acked */
  seq: number | null
}

export interface Outbox {
  entries: Observable<readonly OutboxEntry[]>
  /** Resolves when the message is stored. @throws the storage's error */
  add(
    room_id: number,
    text: string,
    reply_to: number | null,
    more?: Omit<SendOptions, 'reply_to'> & Pick<OutgoingMessage, 'forward'>,
  ): Promise<OutgoingMessage>
  retry(client_id: string): Promise<void>
  discard(client_id: string): Promise<void>
  /** The room has this message: it is no longer outgoing. */
  settle(client_id: string): void
  /** Messages of a room came, by an event or by catching up. */
  came(room_id: number, messages: readonly Message[]): void
  /** Sends the waiting messages in order. Call when online. */
  flush(): void
  /** The page goes into the back/forward cache: it does not listen to other tabs until `wake`. */
  suspend(): void
  wake(): void
  close(): void
}

/** After news of a message that another tab stores, milliseconds. */
const LOOK_AGAIN_MS = 1_000

/** The page's own storage, or what opens one for an owner. */
type StorageChoice = OutboxStorage | ((owner: string) => Promise<OutboxStorage>)

export interface OutboxOptions {
  /** server, widget and user: the owner of these messages */
  partition: string
  user_id: string
  storage: StorageChoice | undefined
  clock: SdkClock
  request: Request
  online(): boolean
  /** of the user's draft in this room; undefined: the room has no draft */
  draftRev(room_id: number): number | undefined
  /** a message was committed, sent by this or another tab */
  acked(room_id: number, message: Message): void
  /** the server has stored a message that was written here */
  sent(message: SentMessage): void
}

/**
 * Messages from writing until the server has them. A message is stored before it is sent, and sent again until it is
 * acked or refused, even after the page was closed. Its client id makes repeats harmless. Rooms do not wait for each
 * other.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { partition, user_id, clock, request, online, acked, sent } = options
  const entries = observable<readonly OutboxEntry[]>([])
  const shared = options.storage === undefined && typeof indexedDB !== 'undefined'
  const storage: Promise<OutboxStorage> = shared
    ? indexedDbOutboxStorage(partition).catch(memoryOutboxStorage)
    : openStorage(options.storage, partition)
  const tabs = shared ? openTabs(partition, onNews) : noOtherTabs
  /** no longer outgoing, for reads of the storage that began before */
  const gone = new Set<string>()
  /** written or retried here, and not known to be stored by the server */
  const written = new Set<string>()
  let closed = false
  let flushing = false
  let flushAgain = false
  let failures = 0
  const retry = earliestTimer(clock, flush)

  const find = (client_id: string) => entries.get().find((entry) => entry.message.client_id === client_id)
  const without = (client_id: string) => entries.get().filter((entry) => entry.message.client_id !== client_id)

  function show(message: OutgoingMessage, seq: number | null = null) {
    const next = [...without(message.client_id), { message, seq }]
    entries.set(next.sort((a, b) => (a.message.client_id < b.message.client_id ? -1 : 1)))
  }

  function hide(client_id: string) {
    gone.add(client_id)
    if (find(client_id)) entries.set(without(client_id))
  }

  async function store(message: OutgoingMessage) {
    const stored = (await storage).put(message)
    // at once: if this tab is closed now, another one sends what it has begun to store
    tabs.post({ t: 'written', message })
    try {
      await stored
    } catch (error) {
      tabs.post({ t: 'discarded', clientId: message.client_id })
      throw error
    }
  }

  function onNews(news: TabNews) {
    if (news.t === 'written') {
      // the user retries it there, and that tab reports it
      if (news.message.status.kind === 'waiting') written.delete(news.message.client_id)
      show(news.message)
      // the tab that wrote the message may be offline
      flush()
      // or be closed before its database has begun to store it
      retry.within(LOOK_AGAIN_MS)
    } else if (news.t === 'acked') arrived(news.roomId, news.message)
    else hide(news.clientId)
  }

  function arrived(room_id: number, message: Message) {
    const entry = find(message.client_id)
    if (entry) show(entry.message, message.seq)
    else gone.add(message.client_id)
    acked(room_id, message)
    noteSent(room_id, message)
  }

  /** A held message has no `seq` before it is published. */
  function noteSent(room_id: number, { client_id, seq }: Message) {
    if (seq > 0 && written.delete(client_id)) sent({ room_id, seq })
  }

  function flush() {
    if (closed || !online()) return
    flushAgain = true
    if (flushing) return
    flushing = true
    retry.cancel()
    const run = async () => {
      while (flushAgain && online() && !closed) {
        flushAgain = false
        await tabs.alone(sendWaiting)
      }
    }
    run()
      .catch(() => retryLater(0))
      .finally(() => {
        flushing = false
      })
  }

  /** Rooms wait for different times: at the earliest one all are tried, and the others are refused again. */
  function retryLater(retryAfterMs: number) {
    if (!closed) retry.within(Math.max(retryAfterMs, backoffMs(failures++)))
  }

  async function sendWaiting() {
    const rooms = new Map<number, OutgoingMessage[]>()
    for (const message of await (await storage).all()) {
      if (message.status.kind !== 'waiting') continue
      const before = rooms.get(message.room_id) ?? []
      rooms.set(message.room_id, before)
      before.push(message)
    }
    await Promise.all([...rooms.values()].map(sendInOrder))
  }

  async function sendInOrder(messages: OutgoingMessage[]) {
    for (const message of messages) {
      if (closed) return
      if (gone.has(message.client_id)) continue
      try {
        await send(message)
        failures = 0
      } catch (error) {
        if (!(error instanceof ChatRequestError)) throw error
        // `connection_lost` waits for the next connection
        if (error.retry) return error.code === 'connection_lost' ? undefined : retryLater(error.retryAfterMs ?? 0)
        const failed: OutgoingMessage = { ...message, status: { kind: 'failed', error: errorBody(error) } }
        show(failed)
        await store(failed)
      }
    }
  }

  async function send(message: OutgoingMessage) {
    const { room_id, client_id, forward: origin } = message
    const committed = origin
      ? (await request('message.forward', { room_id, client_id, from_room_id: origin.room_id, from_seq: origin.seq }))
          .message
      : await sendText(message)
    await (await storage).remove(client_id)
    tabs.post({ t: 'acked', roomId: room_id, message: committed })
    arrived(room_id, committed)
  }

  async function sendText(message: OutgoingMessage): Promise<Message> {
    const { room_id, client_id, text, reply_to, silent, draft, entities, attachments } = message
    const ack = await request('message.send', {
      room_id,
      client_id,
      text,
      reply_to: reply_to ?? undefined,
      silent,
      draft,
      entities,
      attachments: attachments?.map(({ file_id, poster_id }) => ({ upload_id: file_id, poster_id })),
    })
    return {
      seq: ack.seq,
      rev: ack.rev,
      client_id,
      sender_id: user_id,
      text,
      reply_to,
      created_at: ack.created_at,
      edited_at: null,
      deleted_at: null,
      ...(ack.attachments && { attachments: ack.attachments }),
      ...(silent && { silent }),
      ...(entities && !ack.stored && { entities }),
      ...ack.stored,
    }
  }

  /** Shows the stored messages, and drops those that other tabs sent or discarded since `before` was shown. */
  async function read(before: readonly OutboxEntry[]) {
    const stored = await (await storage).all()
    const kept = new Set(stored.map((message) => message.client_id))
    for (const { message, seq } of before) if (seq === null && !kept.has(message.client_id)) hide(message.client_id)
    for (const message of stored) {
      const entry = find(message.client_id)
      const untouched = !entry || (entry.seq === null && before.includes(entry))
      if (untouched && !gone.has(message.client_id)) show(message)
    }
    flush()
  }

  // unreadable storage: messages written from now on are still shown and sent
  read([]).catch(() => {})

  return {
    entries,
    flush,
    suspend: tabs.suspend,
    wake() {
      if (tabs.resume()) read(entries.get()).catch(() => {})
    },
    async add(room_id, text, reply_to, { entities, attachments, silent, forward, client_id } = {}) {
      const now = clock.now()
      const message: OutgoingMessage = {
        client_id: client_id ?? newClientId(now),
        room_id,
        text,
        reply_to,
        draft: forward ? undefined : options.draftRev(room_id),
        ...(entities?.length && { entities }),
        ...(attachments?.length && { attachments }),
        ...(silent && { silent: true }),
        ...(forward && { forward }),
        created_at: now,
        status: { kind: 'waiting' },
      }
      // An earlier page ended after this message was stored here, before it forgot the files.
      if (gone.has(message.client_id)) return message
      written.add(message.client_id)
      show(message)
      try {
        await store(message)
      } catch (error) {
        hide(message.client_id)
        written.delete(message.client_id)
        // the caller may try again with the same id
        gone.delete(message.client_id)
        throw error
      }
      flush()
      return message
    },
    async retry(client_id) {
      const entry = find(client_id)
      if (!entry || entry.seq !== null) return
      const message: OutgoingMessage = { ...entry.message, status: { kind: 'waiting' } }
      written.add(client_id)
      show(message)
      await store(message)
      flush()
    },
    async discard(client_id) {
      written.delete(client_id)
      await (await storage).remove(client_id)
      hide(client_id)
      tabs.post({ t: 'discarded', clientId: client_id })
    },
    settle(client_id) {
      if (!find(client_id)) return
      hide(client_id)
      storage.then((opened) => opened.remove(client_id)).catch(() => {})
    },
    came(room_id, messages) {
      if (written.size === 0) return
      for (const message of messages) if (message.sender_id === user_id) noteSent(room_id, message)
    },
    close() {
      closed = true
      retry.cancel()
      tabs.close()
      storage.then((opened) => opened.close?.()).catch(() => {})
    },
  }
}

async function openStorage(storage: StorageChoice | undefined, owner: string): Promise<OutboxStorage> {
  return typeof storage === 'function' ? storage(owner) : (storage ?? memoryOutboxStorage())
}

function errorBody({ code, message, field, body: { reason } }: ChatRequestError): ErrorBody {
  return { code: code as ErrorBody['code'], message, ...(field && { field }), ...(reason && { reason }) }
}
