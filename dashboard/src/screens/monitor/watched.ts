import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { ApiError, api, type MonitorEvent, type WatchedMessage } from '../../requests/api.ts'
import { createWatchedList } from './watched-list.ts'

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
  /** messages that came while it was paused */
  waiting: ReadonlySignal<number>
  /** messages that came too fast to show */
  dropped: ReadonlySignal<number>
  pause(paused: boolean): void
  older(): Promise<void>
  /** a moderator deleted it here */
  deleted(message: WatchedMessage): void
}

/** The latest messages, and new ones live. @param query as the server takes it, with the session */
export function useWatched(widget_id: number, query: Record<string, string>): Watched {
  const list = useMemo(createWatchedList, [])
  const state = useSignal<'loading' | 'live' | 'lost' | 'past'>('loading')
  const error = useSignal<ApiError | null>(null)
  const complete = useSignal(true)
  const dropped = useSignal(0)
  const asked = new URLSearchParams(query).toString()

  useEffect(() => {
    let ended = false
    const isPast = query.until !== undefined && Number(query.until) < Date.now()
    list.begin()
    dropped.value = 0
    state.value = 'loading'

    /** Also when the stream begins: messages that were written between this page and the stream come by neither. */
    async function load(): Promise<void> {
      try {
        const page = await api.call('monitor.list', { widget_id, query: { ...query, limit: PAGE } })
        if (ended) return
        list.take(page.messages)
        list.more.value = page.more
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
      const stream = new EventSource(`/api/dashboard/v1/widgets/${widget_id}/monitor/stream?${asked}`)
      source = stream
      stream.onopen = () => {
        void load()
        state.value = 'live'
      }
      stream.onerror = () => {
        state.value = 'lost'
        // the browser reconnects by itself, but not after a refusal, whose reason only the page of messages has
        if (stream.readyState !== EventSource.CLOSED) return
        retry = setTimeout(connect, RETRY_MS)
        void load()
      }
      stream.onmessage = (event: MessageEvent<string>) => {
        const { messages: came, dropped: count } = JSON.parse(event.data) as MonitorEvent
        dropped.value += count
        list.take(came)
      }
    }
    connect()
    return () => {
      ended = true
      clearTimeout(retry)
      source?.close()
    }
  }, [widget_id, asked])

  return {
    messages: list.messages,
    state,
    error,
    more: list.more,
    complete,
    paused: list.paused,
    waiting: list.waiting,
    dropped,
    pause: list.pause,
    async older() {
      const last = list.messages.peek().at(-1)
      if (!last) return
      const until = String(last.created_at)
      const page = await api.call('monitor.list', { widget_id, query: { ...query, until, limit: PAGE } })
      list.older(page.messages)
      list.more.value = page.more
      complete.value = page.complete
    },
    deleted: list.deleted,
  }
}
