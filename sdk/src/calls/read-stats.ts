import type { Arrived } from './quality.ts'

/** Loudness from 0 to 1 above which somebody speaks. */
const SPEAKS = 0.02

/** Names are those of the statistics of WebRTC. */
type Report = Partial<Record<string, number>> & {
  type: string
  kind?: string
  nominated?: boolean
  state?: string
  trackIdentifier?: string
}

export interface Stats extends Arrived {
  /** of media */
  bytes: number
  /** of everything */
  transported: number
  /** ids of tracks in which somebody speaks */
  loud: readonly string[]
}

export async function readStats(pc: RTCPeerConnection, at: number): Promise<Stats> {
  const sum = { bytes: 0, transported: 0, packets: 0, lost: 0, samples: 0, concealed: 0, frozen: 0 }
  const loud: string[] = []
  let roundTrip: number | null = null
  const reports = await pc.getStats()
  reports.forEach((report: Report) => {
    if (report.type === 'inbound-rtp') {
      sum.bytes += report.bytesReceived ?? 0
      sum.packets += report.packetsReceived ?? 0
      sum.lost += report.packetsLost ?? 0
      sum.samples += report.totalSamplesReceived ?? 0
      sum.concealed += (report.concealedSamples ?? 0) - (report.silentConcealedSamples ?? 0)
      sum.frozen += report.totalFreezesDuration ?? 0
      if ((report.audioLevel ?? 0) > SPEAKS) loud.push(report.trackIdentifier ?? '')
    } else if (report.type === 'candidate-pair' && report.nominated && report.state === 'succeeded') {
      roundTrip = report.currentRoundTripTime ?? roundTrip
      sum.transported += report.bytesReceived ?? 0
    }
  })
  return { ...sum, loud, roundTrip, at }
}

/** Browsers know the level of a source only where its packets say it, and those of the SFU do not. */
export const isSpeaking = (receiver: RTCRtpReceiver, { loud }: Pick<Stats, 'loud'>): boolean =>
  receiver.track.kind === 'audio' &&
  (loud.includes(receiver.track.id) || receiver.getSynchronizationSources().some(isLoud))

const isLoud = ({ audioLevel = 0 }: RTCRtpSynchronizationSource) => audioLevel > SPEAKS
