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
/** Losses from which the path is too narrow, in 256ths. */
const TOO_MANY_LOST = 26
/** After a step, what was under way before arrives for so long. */
const SETTLES = 2_000
/** A browser's estimate follows what it gets with a delay: what is far below that alone means that the path is full. */
const FAR_BELOW = 0.75

export interface Layers {
  /** what the receiver takes for possible */
  remb(bitrate: number): void
  /** in 256ths, of the worst stream */
  lost(part: number): void
  /** @param sent bits a second, of the last seconds. @returns one layer for each choice */
  choose(choices: readonly Choice[], sent: number, now: number): Layer[]
}

/**
 * Which layers fit to a receiver. A browser says what arrives well, never what else would: so pictures grow one by one,
 * and one that was too much is tried again after a wait that doubles.
 */
export function createLayers(): Layers {
  let possible = Number.POSITIVE_INFINITY
  let worst = 0
  /** pictures that may be large now */
  let large = Number.POSITIVE_INFINITY
  let changedAt = Number.NEGATIVE_INFINITY
  let wait = FIRST_WAIT
  let grewAt: number | null = null

  return {
    remb(bitrate) {
      possible = bitrate
    },
    lost(part) {
      worst = Math.max(worst, part)
    },
    choose(choices, sent, now) {
      const wants = choices.filter(({ wanted, high }) => wanted === 'high' && high > 0).length
      const tooMuch = possible < sent * FAR_BELOW || worst > TOO_MANY_LOST
      worst = 0
      if (tooMuch && now - changedAt >= SETTLES && large > 0 && wants > 0) {
        if (grewAt !== null && now - grewAt < 2 * CALM) wait = Math.min(LONGEST_WAIT, wait * 2)
        // as many as fit at once: one by one takes as long as each of them settles
        const fits = choices.reduce((sum, { high }) => (sum + high <= possible * 0.8 ? sum + high : sum), 0)
        const few = choices.filter(({ high }, index) => {
          const until = choices.slice(0, index + 1).reduce((sum, one) => sum + one.high, 0)
          return high > 0 && until <= fits
        }).length
        large = Math.max(0, Math.min(few, Math.min(large, wants) - 1))
        changedAt = now
        grewAt = null
      } else if (tooMuch) changedAt = Math.max(changedAt, now - SETTLES)
      else if (large < wants && now - changedAt >= (large === 0 || grewAt === null ? wait : CALM)) {
        large += 1
        changedAt = grewAt = now
      } else if (grewAt !== null && now - grewAt > 4 * CALM && large >= wants) wait = FIRST_WAIT
      let left = large
      return choices.map(({ wanted, high, low }): Layer => {
        if (wanted === 'off') return 'off'
        if (wanted === 'high' && high > 0 && left > 0) {
          left -= 1
          return 'high'
        }
        return low > 0 || high === 0 ? 'low' : 'high'
      })
    },
  }
}
