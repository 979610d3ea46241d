import { PROTOCOL_VERSION } from '@imbachat/protocol'
import { TestSocket } from '../../server/src/realtime/testing/test-socket.ts'

export interface ChatAddress {
  /** `http://localhost:PORT` */
  chatUrl: string
  widgetId: number
  headers?: Record<string, string>
}

/** A socket that has not said who it is, over the network. */
export async function dial({ chatUrl, widgetId, headers = {} }: ChatAddress): Promise<TestSocket> {
  const url = `${chatUrl.replace(/^http/, 'ws')}/imbachat/v1/${widgetId}/ws`
  // Bun's WebSocket takes headers, so a test can come from any origin.
  const raw = new WebSocket(url, { headers } as unknown as string[])
  const socket = new TestSocket(raw)
  await new Promise<void>((resolve, reject) => {
    raw.onopen = () => resolve()
    raw.onerror = () => reject(new Error(`no socket at ${url}`))
  })
  return socket
}

/** An authenticated socket; a token of `null` is a guest's. */
export async function signIn(address: ChatAddress, token: string | null): Promise<TestSocket> {
  const socket = await dial(address)
  await socket.request('auth', { v: PROTOCOL_VERSION, token })
  return socket
}
