import { randomUUID } from 'node:crypto'
import type { CallFinding } from '@imbachat/protocol/http/administration'
import type { CallPaths } from '@imbachat/protocol/http/widget/call-tests'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import { readTurnUrl } from '../../stun/turn-client.ts'

/** Tests of calls by a browser and by the server. */
export interface CallTests {
  /** @throws ChatError server_busy */
  start(account_id: string): Promise<CallPaths>
  /** @throws ChatError conflict: the test has ended */
  answer(account_id: string, test_id: string, sdp: string): Promise<void>
  /** for administrators: it names addresses of the machine */
  check(): Promise<CallFinding[]>
}

export interface CallTestsDeps {
  chat: Pick<ChatDeps, 'ice' | 'sfuTests'>
  /** UDP port of the process that forwards media; 0: any that is free; null: it is turned off */
  udpPort: number | null
  check(): Promise<CallFinding[]>
}

export function createCallTests({ chat: { ice, sfuTests }, udpPort, check }: CallTestsDeps): CallTests {
  /**
   * The same servers as a call gets, each address with a name of its own: all are tested at once, and the relay counts
   * by name.
   */
  function relays(account_id: string): CallPaths['relays'] {
    const credentials = () => ice.serversFor({ call_id: randomUUID(), relay: true }, account_id).servers
    return credentials().flatMap(({ urls }) =>
      urls.map((url) => {
        const { transport, host, port } = readTurnUrl(url)
        const { username = '', credential = '' } = credentials()[0] ?? {}
        return { url, transport, host, port, username, credential }
      }),
    )
  }

  function stun(account_id: string): CallPaths['stun'] {
    const { servers } = ice.serversFor({ call_id: randomUUID(), relay: false }, account_id)
    const url = servers.flatMap(({ urls }) => urls).find((one) => one.startsWith('stun:'))
    return url === undefined ? null : { url, port: Number(url.split(':').at(-1)) }
  }

  return {
    async start(account_id) {
      const tried = relays(account_id)
      const start = () => (udpPort === null ? null : sfuTests.start(account_id))
      const [offer, relayed_offer] = await Promise.all([start(), tried.length === 0 ? null : start()])
      return {
        stun: stun(account_id),
        media: udpPort === null ? 'off' : offer === null ? 'failed' : 'ready',
        media_port: udpPort === 0 ? null : udpPort,
        offer,
        relayed_offer,
        relays: tried,
      }
    },
    answer: sfuTests.answer,
    check,
  }
}
