/** Bars of a waveform, and the highest. */
export const BARS = 64
const HIGHEST = 31

/**
 * The waveform of a voice message.
 * @param levels how loud it was, 0 to 1, measured in even steps
 */
export function barsOf(levels: readonly number[], most = BARS): number[] {
  const count = Math.min(most, levels.length)
  const step = levels.length / count
  const bars = Array.from({ length: count }, (_, index) =>
    Math.max(
      ...levels.slice(Math.floor(index * step), Math.max(Math.floor((index + 1) * step), Math.floor(index * step) + 1)),
    ),
  )
  // quiet voices are drawn as high as loud ones; silence is not
  const loudest = Math.max(0.05, ...bars)
  return bars.map((bar) => Math.round((bar / loudest) * HIGHEST))
}

/**
 * Loudness of a piece of sound, 0 to 1.
 * @param samples 0 to 255, 128 is silence
 */
export function loudness(samples: Uint8Array): number {
  let sum = 0
  for (const sample of samples) sum += ((sample - 128) / 128) ** 2
  return Math.min(1, Math.sqrt(sum / samples.length) * 2)
}
