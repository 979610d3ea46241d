import type { Arrived } from './quality.ts'

/** Loudness from 0 to 1 above which somebody speaks. */
const SPEAKS = 0.02

/** Names are those of the statistics of WebRTC. */
type Report = Partial<Record<string, number>> & { type: string; kind?: string; nominated?: boolean; state?: string }

/** `bytes`: of media. `transported`: of everything. */
export async function readStats(
  pc: RTCPeerConnection,
  at: number,
): Promise<Arrived & { bytes: number; transported: number }> {
  const sum = { bytes: 0, transported: 0, packets: 0, lost: 0, samples: 0, concealed: 0, frozen: 0 }
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
    } else if (report.type === 'candidate-pair' && report.nominated && report.state === 'succeeded') {
      roundTrip = report.currentRoundTripTime ?? roundTrip
      sum.transported += report.bytesReceived ?? 0
    }
  })
  return { ...sum, roundTrip, at }
}

export const isSpeaking = (receiver: RTCRtpReceiver): boolean =>
  receiver.track.kind === 'audio' && receiver.getSynchronizationSources().some(isLoud)

const isLoud = ({ audioLevel = 0 }: RTCRtpSynchronizationSource) => audioLevel > SPEAKS
