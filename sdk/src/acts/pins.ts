import type { Message } from '@imbachat/protocol'
import type { ChatClient } from '../client-types.ts'
import { observable } from '../observable.ts'
import { ignoreRequestError } from '../request-error.ts'
import type { Observable } from '../types.ts'

/** Pinned messages in one request. */
const PAGE = 100

export interface PinsState {
  /** newest message first */
  messages: readonly Message[]
  loaded: boolean
  /** older ones can be loaded */
  more: boolean
}

/** The pinned messages of one room. Close it when they are no longer shown. */
export interface Pins {
  readonly state: Observable<PinsState>
  loadMore(): Promise<void>
  close(): void
}

/** Follows the pinned messages of an open room, for the user who is signed in now. */
export function openPins(client: ChatClient, room_id: number): Pins {
  const { changeListeners, requestWhenOnline: request, connection, authors } = client.internals()
  const state = observable<PinsState>({ messages: [], loaded: false, more: false })
  /** what changed while a page was read, which may have been read before */
  let meanwhile: Message[] | null = null

  function apply(messages: readonly Message[], more = state.get().more) {
    const bySeq = new Map(state.get().messages.map((message) => [message.seq, message]))
    const last = more ? (state.get().messages.at(-1)?.seq ?? 0) : 0
    for (const message of messages) {
      if ((bySeq.get(message.seq)?.rev ?? 0) > message.rev) continue
      // those below the last page come with their own
      if (message.pinned_at !== undefined && message.seq >= last) bySeq.set(message.seq, message)
      else bySeq.delete(message.seq)
    }
    state.set({ messages: [...bySeq.values()].sort((a, b) => b.seq - a.seq), loaded: true, more })
  }

  async function load(before_seq?: number) {
    const changes: Message[] = []
    meanwhile = changes
    try {
      const page = await request('pins.list', { room_id, before_seq, limit: PAGE })
      authors.wanted(room_id, page.messages, true)
      if (before_seq === undefined) state.set({ messages: page.messages, loaded: true, more: page.more })
      else apply(page.messages, page.more)
      apply(changes)
    } finally {
      meanwhile = null
    }
  }

  function changed(room: number, messages: readonly Message[]) {
    if (room !== room_id) return
    meanwhile?.push(...messages)
    const pinned = new Set(state.get().messages.map(({ seq }) => seq))
    const news = messages.filter((message) => message.pinned_at !== undefined || pinned.has(message.seq))
    if (news.length > 0 && state.get().loaded) apply(news)
  }

  changeListeners.add(changed)
  const stopWatching = connection.state.subscribe(({ kind }) => {
    if (kind === 'online') load().catch(ignoreRequestError)
  })
  load().catch(ignoreRequestError)

  return {
    state,
    loadMore: () => load(state.get().messages.at(-1)?.seq),
    close() {
      changeListeners.delete(changed)
      stopWatching()
    },
  }
}

/** Pins a message for all members of the room, or takes the pin away. @throws ChatRequestError */
export async function setPinned(client: ChatClient, room_id: number, seq: number, pinned: boolean): Promise<void> {
  const { requestWhenOnline: request, rooms, timelines, follow } = client.internals()
  const { message } = await request('message.pin', { room_id, seq, pinned })
  rooms.messages(room_id, [message])
  timelines.get(room_id)?.receive([message])
  follow(room_id, [message])
}
