/**
 * Events of the platform after which things may have changed: the network is back, the page is visible again, or it
 * left the back/forward cache or was unfrozen. Timers stood still meanwhile, and the connection may be dead unnoticed.
 */
export function watchPlatform(handlers: {
  wake(): void
  offline(): void
  hidden(): void
  /** no code of the page runs until `wake`, which may never come */
  putAway(): void
}): () => void {
  const stops: (() => void)[] = []
  const on = (target: EventTarget | undefined, name: string, run: (event: Event) => void) => {
    target?.addEventListener?.(name, run)
    stops.push(() => target?.removeEventListener?.(name, run))
  }
  const page: EventTarget = globalThis
  const doc = typeof document === 'undefined' ? undefined : document
  on(page, 'online', handlers.wake)
  on(page, 'offline', handlers.offline)
  on(page, 'pageshow', (event) => (event as PageTransitionEvent).persisted && handlers.wake())
  on(page, 'pagehide', () => {
    handlers.hidden()
    handlers.putAway()
  })
  on(doc, 'freeze', handlers.putAway)
  on(doc, 'resume', handlers.wake)
  on(doc, 'visibilitychange', () => (doc?.visibilityState === 'hidden' ? handlers.hidden() : handlers.wake()))
  return () => {
    for (const stop of stops) stop()
  }
}

/** Only a definite "no network" counts; platforms that don't know count as connected. */
export const hasNoNetwork = (): boolean => typeof navigator !== 'undefined' && navigator.onLine === false
