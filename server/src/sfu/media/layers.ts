import type { Received } from './rtcp.ts'

export type Layer = 'off' | 'low' | 'high'

/** A picture that a receiver may get. */
export interface Choice {
  /** the most that the receiver wants of it */
  wanted: Layer
  /** bits a second of the layers now; 0: the sender sends none */
  low: number
  high: number
}

/** Milliseconds of peace before a further picture becomes larger, and how long a failed attempt is waited out. */
const CALM = 4_000
const FIRST_WAIT = 8_000
const LONGEST_WAIT = 120_000
/** Share of lost packets, over about a second, above which a path is too narrow, and the fewest packets that count. */
const TOO_MANY_LOST = 0.1
const ENOUGH_PACKETS = 20
const SECOND = 1_000
/** After a step, packets that were on their way arrive for this long, milliseconds. */
const SETTLES = 1_000
/**
 * A browser's estimate follows the received rate with a delay. Only a rate far below it means that the path is full.
 */
const FAR_BELOW = 0.75

export interface Layers {
  /** the rate that the receiver estimates as possible, bits per second */
  remb(bitrate: number): void
  /** Reports come with each request for lost packets, so one alone may be about two packets. */
  received(report: Received, now: number): void
  /** @param sent bits a second, of the last seconds. @returns one layer for each choice */
  choose(choices: readonly Choice[], sent: number, now: number): Layer[]
  /** true: more is sent than the receiver gets */
  isFull(): boolean
}

/**
 * Chooses a receiver's layers. Browsers report the rate that they receive, not the rate that they could receive. So the
 * server raises one layer at a time. If one was too much, it waits before it tries again, twice as long each time.
 */
export function createLayers(): Layers {
  let possible = Number.POSITIVE_INFINITY
  /** packets of about the last second */
  const losses = { expected: 0, lost: 0, at: 0 }
  const reported = new Map<number, Received>()
  /** bits per second of the layers that were chosen last */
  let chosen = 0
  /** pictures that may be large now */
  let large = Number.POSITIVE_INFINITY
  let changedAt = Number.NEGATIVE_INFINITY
  let wait = FIRST_WAIT
  let grewAt: number | null = null
  let tooMuch = false

  function fade(now: number): void {
    const left = Math.exp((losses.at - now) / SECOND)
    losses.expected *= left
    losses.lost *= left
    losses.at = now
  }

  return {
    remb(bitrate) {
      possible = bitrate
    },
    received(report, now) {
      const before = reported.get(report.ssrc)
      reported.set(report.ssrc, report)
      fade(now)
      if (!before) return
      losses.expected += Math.max(0, report.highest - before.highest)
      losses.lost = Math.max(0, losses.lost + report.lostInAll - before.lostInAll)
    },
    choose(choices, sent, now) {
      const wants = choices.filter(({ wanted, high }) => wanted === 'high' && high > 0).length
      fade(now)
      const loses = losses.expected >= ENOUGH_PACKETS && losses.lost > losses.expected * TOO_MANY_LOST
      // the rate that was sent is known late: after a step, the chosen rate stands for it
      tooMuch = possible < Math.min(sent, chosen) * FAR_BELOW || loses
      if (tooMuch && now - changedAt >= SETTLES && large > 0 && wants > 0) {
        if (grewAt !== null && now - grewAt < 2 * CALM) wait = Math.min(LONGEST_WAIT, wait * 2)
        // all layers that fit are added at once: one by one, each would need time to settle
        const fits = choices.reduce((sum, { high }) => (sum + high <= possible * 0.8 ? sum + high : sum), 0)
        const few = choices.filter(({ high }, index) => {
          const until = choices.slice(0, index + 1).reduce((sum, one) => sum + one.high, 0)
          return high > 0 && until <= fits
        }).length
        large = Math.max(0, Math.min(few, Math.min(large, wants) - 1))
        changedAt = now
        grewAt = null
        losses.expected = losses.lost = 0
      } else if (tooMuch) changedAt = Math.max(changedAt, now - SETTLES)
      else if (large < wants && now - changedAt >= (large === 0 || grewAt === null ? wait : CALM)) {
        large += 1
        changedAt = grewAt = now
      } else if (grewAt !== null && now - grewAt > 4 * CALM && large >= wants) wait = FIRST_WAIT
      let left = large
      const layers = choices.map(({ wanted, high, low }): Layer => {
        if (wanted === 'off') return 'off'
        if (wanted === 'high' && high > 0 && left > 0) {
          left -= 1
          return 'high'
        }
        return low > 0 || high === 0 ? 'low' : 'high'
      })
      chosen = choices.reduce((sum, choice, index) => {
        const layer = layers[index] ?? 'off'
        return sum + (layer === 'off' ? 0 : choice[layer])
      }, 0)
      return layers
    },
    isFull: () => tooMuch,
  }
}
