// A page of one test in a process of its own, since the library may crash Bun when it is torn down. It receives
// offers, and sends its answers and states.
import ndc, { type PeerConnection } from 'node-datachannel'

export type ToPage = { sdp: string }
export type FromPage = { answer: string } | { state: string }

const send = (message: FromPage): void => void process.send?.(message)
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

/** They are kept, or they would be closed. */
const connections: PeerConnection[] = []

process.on('message', ({ sdp }: ToPage) => {
  const pc = new ndc.PeerConnection('page', { iceServers: [] })
  connections.push(pc)
  pc.onTrack(() => {})
  pc.onStateChange((state) => send({ state }))
  pc.onGatheringStateChange((state) => {
    const description = state === 'complete' ? pc.localDescription() : null
    if (description) send({ answer: description.sdp })
  })
  pc.setRemoteDescription(sdp, 'offer')
})
