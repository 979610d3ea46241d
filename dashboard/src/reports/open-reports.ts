import { type ReadonlySignal, signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { ApiError, api, type Waiting } from '../requests/api.ts'
import { hasAlerts } from './queue-alerts.ts'

/** Milliseconds between two looks at the queue without its stream, while the page can be seen and while it can't. */
const SEEN_MS = 5_000
const HIDDEN_MS = 30_000
/** Milliseconds until a refused stream is asked for again, and between two readings of a list in a busy queue. */
const RETRY_MS = 30_000
const LIST_MS = 2_000

/** The numbers of the last event of the stream; `isLive`: the stream is open. */
const news = signal(0)
const isLive = signal(false)
const changes = signal(0)

/** A moderator decided something here: count at once. */
export const countReportsAgain = (): void => {
  changes.value += 1
}

/** Counts what waits for moderators as it comes, without a reload: they see at once that there is work. */
export function useOpenReports(widget_id: number | null): ReadonlySignal<number> {
  const open = useSignal(0)
  useEffect(() => {
    if (widget_id === null) return
    let known: number | null = null
    return followQueue(widget_id, ({ open: reports, appeals }) => {
      const waiting = reports + appeals
      if (known !== null && waiting > known && hasAlerts()) {
        void import('../screens/moderation/alert-moderator.ts').then(({ alertModerator }) =>
          alertModerator(widget_id, waiting),
        )
      }
      known = waiting
      open.value = waiting
    })
  }, [widget_id])
  return open
}

/**
 * Follows the queue by the server's stream, or by polling if there is no stream.
 * @returns a function that stops it
 */
function followQueue(widget_id: number, take: (waiting: Waiting) => void): () => void {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let ended = false

  async function look(): Promise<void> {
    clearTimeout(timer)
    try {
      const waiting = await api.call('moderation.status', { widget_id })
      if (!ended && !isLive.peek()) take(waiting)
    } catch (error) {
      // the next look finds out whether it is better then
      if (!(error instanceof ApiError)) throw error
    }
    if (ended || isLive.peek()) return
    clearTimeout(timer)
    timer = setTimeout(() => void look(), document.hidden ? HIDDEN_MS : SEEN_MS)
  }

  function connect(): void {
    clearTimeout(retry)
    const stream = new EventSource(`/api/dashboard/v1/widgets/${widget_id}/moderation/stream`)
    source = stream
    stream.onmessage = (event: MessageEvent<string>) => {
      isLive.value = true
      clearTimeout(timer)
      take(JSON.parse(event.data) as Waiting)
      news.value += 1
    }
    stream.onerror = () => {
      // the browser tries again by itself, but not after a refusal
      if (stream.readyState === EventSource.CLOSED) retry = setTimeout(connect, RETRY_MS)
      if (isLive.peek()) lost()
    }
  }

  function lost(): void {
    isLive.value = false
    void look()
  }

  /** A browser has few connections for one server: hidden pages keep none, unless they alert the moderator. */
  function seen(): void {
    if (!document.hidden) {
      if (source === null || source.readyState === EventSource.CLOSED) connect()
      if (!isLive.peek()) void look()
    } else if (!hasAlerts()) {
      clearTimeout(retry)
      source?.close()
      source = null
      lost()
    }
  }

  connect()
  // at once, too: the stream takes a moment to begin
  const stopCounting = changes.subscribe(() => {
    if (!isLive.peek()) void look()
  })
  document.addEventListener('visibilitychange', seen)
  return () => {
    ended = true
    isLive.value = false
    clearTimeout(timer)
    clearTimeout(retry)
    source?.close()
    stopCounting()
    document.removeEventListener('visibilitychange', seen)
  }
}

/** Reads a list again after each change of the queue; without its stream every five seconds. Only while it is seen. */
export function useQueueNews(read: () => void): void {
  const latest = useRef(read)
  latest.current = read
  useEffect(() => {
    let known = news.peek()
    let readAt = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    function run(): void {
      clearTimeout(timer)
      if (document.hidden) return
      const wait = readAt + LIST_MS - Date.now()
      if (wait > 0) {
        timer = setTimeout(run, wait)
        return
      }
      readAt = Date.now()
      known = news.peek()
      latest.current()
    }
    const stop = news.subscribe((now) => {
      if (now !== known) run()
    })
    const asking = setInterval(() => {
      if (!isLive.peek()) run()
    }, SEEN_MS)
    const seen = () => {
      if (news.peek() !== known) run()
    }
    document.addEventListener('visibilitychange', seen)
    return () => {
      stop()
      clearTimeout(timer)
      clearInterval(asking)
      document.removeEventListener('visibilitychange', seen)
    }
  }, [])
}
