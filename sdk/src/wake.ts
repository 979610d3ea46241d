/**
 * When the platform says that things may have changed: the network came, the page is looked at again, came out of the
 * back/forward cache or was unfrozen (timers stood still meanwhile, and the socket may be dead without a word).
 */
export function watchPlatform(handlers: {
  wake(): void
  offline(): void
  hidden(): void
  /** no code of the page will run until `wake`, if ever */
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

/** Only a definite "no network" counts; platforms that don't know are taken as connected. */
export const hasNoNetwork = (): boolean => typeof navigator !== 'undefined' && navigator.onLine === false
