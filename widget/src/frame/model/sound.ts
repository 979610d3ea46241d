/** A short sound for a message. */
export interface Sound {
  play(): void
}

/**
 * Browsers let a page sound only after the user has touched it, and one visitor may have the site open in many tabs: the first
 * touched tab takes a lock, the others stay silent until it is gone.
 */
export function createSound(widgetId: number): Sound {
  let audio: AudioContext | null = null
  let mine = false

  function prepare(): void {
    removeEventListener('pointerdown', prepare)
    removeEventListener('keydown', prepare)
    if (!('AudioContext' in window)) return
    audio = new AudioContext()
    if (!('locks' in navigator)) {
      mine = true
      return
    }
    navigator.locks
      .request(`imbachat-sound-${widgetId}`, () => {
        mine = true
        return new Promise<never>(() => {})
      })
      .catch(() => {
        // a frame that may not use locks sounds by itself
        mine = true
      })
  }
  addEventListener('pointerdown', prepare)
  addEventListener('keydown', prepare)

  return {
    play() {
      if (audio && mine) void blip(audio)
    },
  }
}

async function blip(audio: AudioContext): Promise<void> {
  if (audio.state === 'suspended') await audio.resume()
  const start = audio.currentTime
  const volume = audio.createGain()
  volume.connect(audio.destination)
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(0.12, start + 0.015)
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.35)
  for (const [at, hertz] of [
    [0, 660],
    [0.09, 880],
  ] as const) {
    const tone = audio.createOscillator()
    tone.type = 'sine'
    tone.frequency.value = hertz
    tone.connect(volume)
    tone.start(start + at)
    tone.stop(start + 0.36)
  }
}
