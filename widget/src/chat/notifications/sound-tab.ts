/** Decides which of the visitor's tabs plays sounds. */
export interface SoundTab {
  /** of the lock that the tabs share */
  name: string
  /** Is it this one? */
  isHere(): boolean
}

/** A tab begins to play the sounds. It was last used at this time, milliseconds since 1970. */
interface Begun {
  usedAt: number
}

/**
 * One visitor may have the site open in many tabs: the one that was used last takes a lock, and plays the sounds of
 * all. Browsers let no tab sound that was never touched, so such tabs never take the lock. Without locks, every touched
 * tab plays sounds.
 *
 * @param name of the user whose tabs these are
 */
export function createSoundTab(name: string): SoundTab {
  let channel = openChannel()
  const withoutLocks = {}
  let usedAt = 0
  /** identifies the request that holds the lock, or is `withoutLocks`; null: this tab plays no sounds */
  let holder: object | null = null
  let letGo = () => {}
  let waiting = new AbortController()

  /** Plays sounds from when the lock is given until another tab takes it or this one releases it. */
  async function contend(how: LockOptions): Promise<void> {
    const me = {}
    const { signal } = waiting
    try {
      await navigator.locks.request(name, how, () => {
        holder = me
        channel?.postMessage({ usedAt } satisfies Begun)
        return new Promise<void>((resolve) => {
          letGo = resolve
        })
      })
    } catch (error) {
      if (signal.aborted) return
      // taken by another tab, which may be closed before this one; or a frame that may use no locks
      if (error instanceof DOMException && error.name === 'AbortError') wait()
      else holder = withoutLocks
    } finally {
      if (holder === me) holder = null
    }
  }

  function wait(): void {
    waiting = new AbortController()
    void contend({ signal: waiting.signal })
  }

  function take(): void {
    if (holder) return
    waiting.abort()
    waiting = new AbortController()
    if ('locks' in navigator) void contend({ steal: true })
    else holder = withoutLocks
  }

  function used(): void {
    usedAt = Date.now()
    take()
  }

  function openChannel(): BroadcastChannel | null {
    if (!('BroadcastChannel' in window)) return null
    const opened = new BroadcastChannel(name)
    opened.onmessage = ({ data }: MessageEvent<Begun>) => {
      // the browser gives a lock to the tab that waited longest
      if (usedAt > data.usedAt) take()
    }
    return opened
  }

  /**
   * The browser puts the page away, perhaps for good. What came by the channel would throw it out of the back/forward
   * cache.
   */
  function leave(): void {
    waiting.abort()
    letGo()
    channel?.close()
    channel = null
  }

  function comeBack(): void {
    channel ??= openChannel()
  }

  addEventListener('pointerdown', used)
  addEventListener('keydown', used)
  // touched before this script was here
  if (navigator.userActivation?.hasBeenActive) used()
  document.addEventListener('visibilitychange', () => {
    if (usedAt > 0 && document.visibilityState === 'visible') used()
  })
  addEventListener('pagehide', leave)
  document.addEventListener('freeze', leave)
  addEventListener('pageshow', comeBack)
  document.addEventListener('resume', comeBack)

  return { name, isHere: () => holder !== null }
}
