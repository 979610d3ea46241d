import { paths } from '@imbachat/dashboard/navigation/routes.ts'
import type { RelayToTry } from '@imbachat/protocol/http/widget/call-tests'
import type { Sample } from '../sample.ts'

const relay = (transport: RelayToTry['transport'], url: string, port: number): RelayToTry => ({
  ...{ url, transport, host: 'turn.harbour.example', port },
  ...{ username: 'sample', credential: 'sample' },
})
const RELAYS = [
  relay('udp', 'turn:turn.harbour.example:3478', 3478),
  relay('tcp', 'turn:turn.harbour.example:3478?transport=tcp', 3478),
  relay('tls', 'turns:turn.harbour.example:443?transport=tcp', 443),
]

/** Description of the connection to the server that goes through a relay. */
const RELAYED = 'through a relay'

/** Connects at once, or fails at once: 401 over TCP, no answer else. UDP and the media port fail. */
const connecting = (works: boolean) =>
  class extends EventTarget {
    onicecandidateerror = null
    localDescription = { sdp: '' }
    connectionState = works ? 'connected' : 'failed'
    #address: string
    readonly #channel = new EventTarget()
    constructor({ iceServers = [] }: RTCConfiguration) {
      super()
      this.#address = String(iceServers[0]?.urls ?? 'media')
    }
    createDataChannel = () => this.#channel
    createOffer = async () => ({})
    createAnswer = async () => ({})
    async setRemoteDescription({ sdp }: { sdp?: string }) {
      if (sdp === RELAYED) this.#address = 'media'
    }
    async addIceCandidate() {}
    async setLocalDescription() {
      const found = (candidate: object | null) =>
        this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate }))
      if (this.#address === 'media') {
        const channel = { readyState: 'open' }
        if (works) this.dispatchEvent(Object.assign(new Event('datachannel'), { channel }))
        else this.dispatchEvent(new Event('connectionstatechange'))
      } else if (works || this.#address.startsWith('turns:')) {
        found({ type: 'srflx', candidate: 'sample' })
        this.#channel.dispatchEvent(new Event('open'))
      } else {
        const errorCode = this.#address.endsWith('tcp') ? 401 : 701
        this.dispatchEvent(Object.assign(new Event('icecandidateerror'), { errorCode, errorText: '' }))
        found(null)
      }
    }
    close() {}
  }

/** The browser has tried how calls connect. */
export const callsTried =
  (works: boolean) =>
  (sample: Sample): void => {
    sample.path = paths.widget(1, 'features')
    const RTCPeerConnection = connecting(works)
    Object.assign(RTCPeerConnection.prototype, { onicecandidateerror: null })
    Object.assign(globalThis, { RTCPeerConnection })
    sample.answers['call_tests.start'] = {
      paths: {
        stun: { url: 'stun:chat.harbour.example:3478', port: 3478 },
        ...{ media: 'ready', media_port: 3479, offer: { test_id: 'sample', sdp: '' } },
        relayed_offer: { test_id: 'relayed', sdp: RELAYED },
        relays: RELAYS,
      },
    }
    sample.answers['call_tests.answer'] = {}
    sample.answers['server.check_calls'] = {
      findings: works
        ? []
        : [
            {
              ...{ check: 'turn', status: 'problem', code: 'certificate_expired' },
              params: { url: RELAYS[2]?.url ?? '', day: '2026-11-29' },
              found: `The certificate of ${RELAYS[2]?.url} expired on 2026-11-29.`,
              fix: 'Renew it, and restart coturn, or send it SIGUSR2, after each renewal.',
            },
          ],
    }
  }

interface Hands {
  click(selector: string): Promise<unknown>
  sees(selector: string): Promise<unknown>
}

export async function tryCalls({ click, sees }: Hands): Promise<void> {
  await click('.call-test .button')
  await sees('.call-test .notice')
  document.querySelector('.call-test')?.scrollIntoView({ block: 'center' })
}
