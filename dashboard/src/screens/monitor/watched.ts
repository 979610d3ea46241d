import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { ApiError, api, type MonitorEvent, type WatchedMessage } from '../../api.ts'

/** Messages on the page; older ones go as newer ones come. */
const SHOWN = 200
/** New messages until those go that the moderator asked for. */
const ROOM_FOR_NEW = 1_000
const PAGE = '50'
/** Milliseconds until a refused stream is asked for again: another moderator may have closed one. */
const RETRY_MS = 5_000

export interface Watched {
  messages: ReadonlySignal<readonly WatchedMessage[]>
  state: ReadonlySignal<'loading' | 'live' | 'lost' | 'past'>
  /** why the first page could not be read */
  error: ReadonlySignal<ApiError | null>
  more: ReadonlySignal<boolean>
  complete: ReadonlySignal<boolean>
  paused: ReadonlySignal<boolean>
  /** what came while it was paused */
  waiting: ReadonlySignal<number>
  /** what came faster than anybody reads */
  dropped: ReadonlySignal<number>
  pause(paused: boolean): void
  older(): Promise<void>
  /** a moderator deleted it here */
  deleted(message: WatchedMessage): void
}

/** The same for a held message and for the published one. */
const clientKeyOf = ({ room_id, sender, client_id }: WatchedMessage) => `${room_id}/${sender.user_id}/${client_id}`
export const keyOf = (message: WatchedMessage) =>
  message.held === null ? `${message.room_id}/${message.seq}` : clientKeyOf(message)
const byTime = (a: WatchedMessage, b: WatchedMessage) =>
  b.created_at - a.created_at || b.room_id - a.room_id || b.seq - a.seq

/** The newer state of a message takes the place of the older one, and a published message that of the held one. */
function joined(known: readonly WatchedMessage[], came: readonly WatchedMessage[]): WatchedMessage[] {
  const all = new Map([...known, ...came].map((message) => [keyOf(message), message]))
  for (const message of [...all.values()]) if (message.held === null) all.delete(clientKeyOf(message))
  return [...all.values()].sort(byTime)
}

/** What was written last, and what is written now. @param query as the server takes it, with the session */
export function useWatched(widgetId: number, query: Record<string, string>): Watched {
  const messages = useSignal<readonly WatchedMessage[]>([])
  const held = useSignal<readonly WatchedMessage[]>([])
  const state = useSignal<'loading' | 'live' | 'lost' | 'past'>('loading')
  const error = useSignal<ApiError | null>(null)
  const more = useSignal(false)
  const complete = useSignal(true)
  const paused = useSignal(false)
  const dropped = useSignal(0)
  const most = useRef(SHOWN)
  const waiting = useComputed(() => {
    const shown = new Set(messages.value.flatMap((message) => [keyOf(message), clientKeyOf(message)]))
    return held.value.filter((message) => !shown.has(keyOf(message)) && !shown.has(clientKeyOf(message))).length
  })
  const asked = new URLSearchParams(query).toString()

  useEffect(() => {
    let ended = false
    const isPast = query.until !== undefined && Number(query.until) < Date.now()
    messages.value = []
    held.value = []
    dropped.value = 0
    most.current = SHOWN
    state.value = 'loading'

    /** While it is paused, nothing moves under the pointer. */
    function take(came: readonly WatchedMessage[]): void {
      if (paused.peek() && messages.peek().length > 0) {
        const all = joined(held.peek(), came)
        held.value = all.slice(0, SHOWN)
        dropped.value += all.length - held.peek().length
      } else messages.value = joined(messages.peek(), came).slice(0, most.current)
    }

    /** Also whenever the stream begins: what was written between this page and the stream comes by neither. */
    async function load(): Promise<void> {
      try {
        const page = await api.call('monitor.list', { widgetId, query: { ...query, limit: PAGE } })
        if (ended) return
        take(page.messages)
        more.value = page.more
        complete.value = page.complete
        error.value = null
        if (isPast) state.value = 'past'
      } catch (refusal) {
        if (!(refusal instanceof ApiError)) throw refusal
        if (!ended) error.value = refusal
      }
    }
    void load()
    if (isPast) {
      return () => {
        ended = true
      }
    }
    let source: EventSource | null = null
    let retry: ReturnType<typeof setTimeout> | undefined
    function connect(): void {
      const stream = new EventSource(`/api/dashboard/v1/widgets/${widgetId}/monitor/stream?${asked}`)
      source = stream
      stream.onopen = () => {
        void load()
        state.value = 'live'
      }
      stream.onerror = () => {
        state.value = 'lost'
        // the browser tries again by itself, but not after a refusal, whose reason only the page of messages tells
        if (stream.readyState !== EventSource.CLOSED) return
        retry = setTimeout(connect, RETRY_MS)
        void load()
      }
      stream.onmessage = (event: MessageEvent<string>) => {
        const { messages: came, dropped: count } = JSON.parse(event.data) as MonitorEvent
        dropped.value += count
        take(came)
      }
    }
    connect()
    return () => {
      ended = true
      clearTimeout(retry)
      source?.close()
    }
  }, [widgetId, asked])

  return {
    messages,
    state,
    error,
    more,
    complete,
    paused,
    waiting,
    dropped,
    pause(on) {
      paused.value = on
      if (on) return
      messages.value = joined(messages.peek(), held.peek()).slice(0, most.current)
      held.value = []
    },
    async older() {
      const last = messages.peek().at(-1)
      if (!last) return
      const until = String(last.created_at)
      const page = await api.call('monitor.list', { widgetId, query: { ...query, until, limit: PAGE } })
      // asked for: it may be longer than what comes by itself
      messages.value = joined(page.messages, messages.peek())
      most.current = messages.peek().length + ROOM_FOR_NEW
      more.value = page.more
      complete.value = page.complete
    },
    deleted(message) {
      messages.value = joined(messages.peek(), [{ ...message, text: null, files: [], carries: {} }])
    },
  }
}
