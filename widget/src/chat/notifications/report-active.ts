import type { ChatClient } from '@imbachat/sdk'
import { useEffect } from 'preact/hooks'

/** The server counts a report for 5 minutes. */
const REPEAT_MS = 4 * 60_000
/** Milliseconds without input after which the user may have walked away. */
const UNTOUCHED_MS = 5 * 60_000
const LOOK_MS = 30_000

export const useReportActive = (client: ChatClient): void => useEffect(() => reportActive(client), [client])

/**
 * Reports to the server that the user is looking at the chat, so that their other devices get no notifications. The
 * user is looking if the tab is in front, and was brought there or used in the last minutes.
 * @returns a function that stops it
 */
export function reportActive(client: Pick<ChatClient, 'connection' | 'internals'>): () => void {
  let touchedAt = Date.now()
  /** what the server knows, and since when */
  let reported = { active: false, at: 0 }

  function report() {
    const now = Date.now()
    const active = document.visibilityState === 'visible' && now - touchedAt < UNTOUCHED_MS
    if (client.connection.get().kind !== 'online') return
    if (active === reported.active && (!active || now - reported.at < REPEAT_MS)) return
    reported = { active, at: now }
    client
      .internals()
      .requestWhenOnline('presence.active', { active })
      .catch(({ code }: { code?: string }) => {
        // guests have no other devices
        if (code === 'guest_forbidden') stop()
      })
  }
  function touched() {
    touchedAt = Date.now()
    if (!reported.active) report()
  }
  const stopWatching = client.connection.subscribe(({ kind }) => {
    // a new connection knows nothing
    if (kind !== 'online') reported = { active: false, at: 0 }
    else report()
  })
  const timer = setInterval(report, LOOK_MS)
  const turned = () => (document.visibilityState === 'visible' ? touched() : report())
  document.addEventListener('visibilitychange', turned)
  addEventListener('pointerdown', touched)
  addEventListener('keydown', touched)
  report()
  return stop

  function stop() {
    stopWatching()
    clearInterval(timer)
    document.removeEventListener('visibilitychange', turned)
    removeEventListener('pointerdown', touched)
    removeEventListener('keydown', touched)
  }
}
