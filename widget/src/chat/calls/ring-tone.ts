import type { SoundTab } from '../notifications/sound-tab.ts'

/** `ring` is for the user who is called, `wait` for the user who waits for an answer. */
type Tone = 'ring' | 'wait'

/** Seconds and hertz of the notes of one turn, and the seconds until the next one. */
const TONES: Record<Tone, { notes: readonly (readonly [at: number, hertz: number, length: number])[]; every: number }> =
  {
    ring: {
      notes: [
        [0, 659, 0.22],
        [0.24, 784, 0.22],
        [0.48, 988, 0.4],
        [1.1, 784, 0.22],
        [1.34, 988, 0.5],
      ],
      every: 3,
    },
    wait: { notes: [[0, 425, 1]], every: 4 },
  }
const VOLUME: Record<Tone, number> = { ring: 0.14, wait: 0.04 }

/**
 * Sounds until it is stopped, at once. Browsers let a page sound only after the user has touched it; before, it is
 * silent.
 */
export function sound(tone: Tone): () => void {
  if (!('AudioContext' in window)) return () => {}
  const audio = new AudioContext()
  const { notes, every } = TONES[tone]

  function play(): void {
    // the page was touched only now: tones that it missed are skipped
    if (audio.state !== 'running') return
    const start = audio.currentTime
    for (const [at, hertz, length] of notes) {
      const volume = audio.createGain()
      volume.connect(audio.destination)
      volume.gain.setValueAtTime(0, start + at)
      volume.gain.linearRampToValueAtTime(VOLUME[tone], start + at + 0.02)
      volume.gain.setValueAtTime(VOLUME[tone], start + at + length - 0.05)
      volume.gain.linearRampToValueAtTime(0, start + at + length)
      const note = audio.createOscillator()
      note.frequency.value = hertz
      note.connect(volume)
      note.start(start + at)
      note.stop(start + at + length)
    }
  }

  const resume = () => void audio.resume().then(play, () => {})
  resume()
  addEventListener('pointerdown', resume, { once: true })
  addEventListener('keydown', resume, { once: true })
  const timer = setInterval(play, every * 1000)
  return () => {
    clearInterval(timer)
    removeEventListener('pointerdown', resume)
    removeEventListener('keydown', resume)
    void audio.close().catch(() => {})
  }
}

/**
 * Rings in the tab that the user used last. If no tab was used, all visible ones ring.
 * @param soundTab null: it is not known yet
 */
export function ring(soundTab: SoundTab | null): () => void {
  let stop: (() => void) | null = () => {}
  void mayRing(soundTab).then((may) => {
    if (may && stop) stop = sound('ring')
  })
  return () => {
    stop?.()
    stop = null
  }
}

async function mayRing(soundTab: SoundTab | null): Promise<boolean> {
  if (soundTab?.isHere()) return true
  const { held = [] } = (await navigator.locks?.query().catch(() => undefined)) ?? {}
  return document.visibilityState === 'visible' && !held.some(({ name }) => name === soundTab?.name)
}
