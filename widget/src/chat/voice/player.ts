import { type ReadonlySignal, signal } from '@preact/signals'

/** A voice message to play. */
export interface Track {
  key: string
  duration_ms: number
  /** @throws if it can't be had now */
  load(): Promise<string>
  /** the voice message that plays after it */
  next?(): Track | null
}

/** The part of an audio element that is used. */
export interface Sound {
  src: string
  currentTime: number
  playbackRate: number
  readonly duration: number
  play(): Promise<void>
  pause(): void
  addEventListener(event: 'timeupdate' | 'ended' | 'error', run: () => void): void
}

export const SPEEDS = [1, 1.5, 2] as const

export interface Player {
  /** the voice message that plays or was played last */
  current: ReadonlySignal<string | null>
  playing: ReadonlySignal<boolean>
  /** seconds into the current one */
  position: ReadonlySignal<number>
  speed: ReadonlySignal<number>
  /** could not be played */
  failed: ReadonlySignal<string | null>
  toggle(track: Track): Promise<void>
  /** @param share 0 to 1 */
  seek(track: Track, share: number): Promise<void>
  nextSpeed(): void
  pause(): void
}

/** Plays one voice message at a time. */
export function createPlayer(sound: Sound): Player {
  const current = signal<string | null>(null)
  const playing = signal(false)
  const position = signal(0)
  const speed = signal<number>(SPEEDS[0])
  const failed = signal<string | null>(null)
  let track: Track | null = null

  sound.addEventListener('timeupdate', () => {
    if (playing.peek()) position.value = sound.currentTime
  })
  sound.addEventListener('ended', () => {
    playing.value = false
    position.value = 0
    const next = track?.next?.()
    if (next) void play(next)
  })

  /** @returns false if another message is to be played by now */
  async function take(wanted: Track): Promise<boolean> {
    if (current.peek() === wanted.key && failed.peek() === null) return true
    sound.pause()
    track = wanted
    current.value = wanted.key
    playing.value = false
    position.value = 0
    failed.value = null
    const source = await wanted.load()
    if (track !== wanted) return false
    sound.src = source
    return true
  }

  async function play(wanted: Track, share?: number): Promise<void> {
    try {
      if (!(await take(wanted))) return
      if (share !== undefined) jump(wanted, share)
      sound.playbackRate = speed.peek()
      playing.value = true
      await sound.play()
    } catch {
      if (track !== wanted) return
      playing.value = false
      failed.value = wanted.key
    }
  }

  function jump({ duration_ms }: Track, share: number): void {
    position.value = (Math.max(0, Math.min(1, share)) * duration_ms) / 1000
    sound.currentTime = position.peek()
  }

  function pause(): void {
    sound.pause()
    playing.value = false
  }

  return {
    current,
    playing,
    position,
    speed,
    failed,
    pause,
    toggle: async (wanted) => (current.peek() === wanted.key && playing.peek() ? pause() : play(wanted)),
    async seek(wanted, share) {
      if (current.peek() === wanted.key && failed.peek() === null) jump(wanted, share)
      else await play(wanted, share)
    },
    nextSpeed() {
      const index = SPEEDS.indexOf(speed.peek() as (typeof SPEEDS)[number])
      speed.value = SPEEDS[(index + 1) % SPEEDS.length] ?? 1
      sound.playbackRate = speed.peek()
    },
  }
}

let made: Player | null = null

/** The one of this page. */
export function thePlayer(): Player {
  made ??= createPlayer(new Audio())
  return made
}
