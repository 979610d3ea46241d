import { type ReadonlySignal, signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { ApiError, api } from './api.ts'

/** Milliseconds between two looks at the queue, while the page can be seen and while it can't. */
const SEEN_MS = 5_000
const HIDDEN_MS = 30_000

const changes = signal(0)

/** A moderator decided something here: count at once. */
export const countReportsAgain = (): void => {
  changes.value += 1
}

/** Counts reports as they come, without a reload: a moderator sees at once that there is work. */
export function useOpenReports(widgetId: number | null): ReadonlySignal<number> {
  const open = useSignal(0)
  useEffect(() => {
    if (widgetId === null) return
    const id = widgetId
    let timer: ReturnType<typeof setTimeout>
    let ended = false
    async function look(): Promise<void> {
      clearTimeout(timer)
      try {
        const waiting = await api.call('moderation.status', { widgetId: id })
        open.value = waiting.open + waiting.appeals
      } catch (error) {
        // the next look finds out whether it is better then
        if (!(error instanceof ApiError)) throw error
      }
      if (!ended) timer = setTimeout(() => void look(), document.hidden ? HIDDEN_MS : SEEN_MS)
    }
    const seen = () => {
      if (!document.hidden) void look()
    }
    void look()
    document.addEventListener('visibilitychange', seen)
    return () => {
      ended = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', seen)
    }
  }, [widgetId, changes.value])
  return open
}
