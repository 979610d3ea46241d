export type Quality = 'good' | 'weak' | 'bad'

/** Totals of what has arrived since the connection began. */
export interface Arrived {
  packets: number
  lost: number
  /** samples of audio that were played, and those of them that had to be guessed */
  samples: number
  concealed: number
  /** seconds for which the picture stood still */
  frozen: number
  /** of a packet to the other side and back, seconds; null: not known yet */
  roundTrip: number | null
  /** milliseconds */
  at: number
}

/** Shares of what came between two looks, from which on the user notices it, and is bothered by it. */
const LOST = [0.03, 0.1] as const
const CONCEALED = [0.03, 0.12] as const
const FROZEN = [0.05, 0.25] as const
/** Seconds. */
const ROUND_TRIP = [0.4, 0.9] as const

/** The quality that the user notices, from the media that arrived between two samples. */
export function qualityOf(before: Arrived, now: Arrived): Quality {
  const share = (part: number, whole: number) => (whole > 0 ? Math.max(0, part) / whole : 0)
  const lost = now.lost - before.lost
  const worst = Math.max(
    level(share(lost, now.packets - before.packets + lost), LOST),
    level(share(now.concealed - before.concealed, now.samples - before.samples), CONCEALED),
    level(share(now.frozen - before.frozen, (now.at - before.at) / 1000), FROZEN),
    level(now.roundTrip ?? 0, ROUND_TRIP),
  )
  return worst === 0 ? 'good' : worst === 1 ? 'weak' : 'bad'
}

const level = (value: number, [weak, bad]: readonly [number, number]) => (value >= bad ? 2 : value >= weak ? 1 : 0)
