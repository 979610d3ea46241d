/** A short sound for a message. */
export interface Sound {
  play(): void
}

/** Browsers let a page sound only after the visitor has touched it; before, it is silent. */
export function createSound(): Sound {
  let audio: AudioContext | null = null

  function prepare(): void {
    removeEventListener('pointerdown', prepare)
    removeEventListener('keydown', prepare)
    if ('AudioContext' in window) audio = new AudioContext()
  }
  addEventListener('pointerdown', prepare)
  addEventListener('keydown', prepare)
  // touched before this script was here
  if (navigator.userActivation?.hasBeenActive) prepare()

  return {
    play() {
      if (audio) void blip(audio)
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
