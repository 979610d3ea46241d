import type { ServerWebSocket } from 'bun'

/** A push message that the chat server sent to one browser. */
export interface Posted {
  headers: Headers
  body: Uint8Array
}

/**
 * A push service: RFC 8030 towards the chat server, Mozilla's WebSocket protocol towards Firefox. What comes for a
 * browser is handed on at once.
 */
export function startPushService() {
  const posted: Posted[] = []
  /** answers in the place of handing on, by status */
  const refusals: Response[] = []
  const channels = new Map<string, ServerWebSocket<unknown>>()
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request, server) {
      if (server.upgrade(request)) return undefined
      const channelID = new URL(request.url).pathname.slice(1)
      posted.push({ headers: request.headers, body: await request.bytes() })
      const refusal = refusals.shift()
      if (refusal) return refusal
      const browser = channels.get(channelID)
      if (!browser) return new Response(null, { status: 410 })
      const data = Buffer.from(posted.at(-1)?.body ?? []).toString('base64url')
      const headers = { encoding: 'aes128gcm' }
      browser.send(
        JSON.stringify({ messageType: 'notification', channelID, version: crypto.randomUUID(), data, headers }),
      )
      return new Response(null, { status: 201 })
    },
    websocket: {
      message(browser, text) {
        const { messageType, channelID } = JSON.parse(String(text)) as { messageType?: string; channelID: string }
        const answer = (more: object) => browser.send(JSON.stringify({ messageType, status: 200, ...more }))
        if (messageType === undefined) browser.send('{}')
        if (messageType === 'hello') answer({ uaid: crypto.randomUUID().replaceAll('-', ''), use_webpush: true })
        if (messageType === 'register') {
          channels.set(channelID, browser)
          answer({ channelID, pushEndpoint: `http://127.0.0.1:${server.port}/${channelID}` })
        }
        if (messageType === 'unregister') {
          channels.delete(channelID)
          answer({ channelID })
        }
      },
    },
  })
  return {
    /** where Firefox connects to */
    url: `ws://127.0.0.1:${server.port}/`,
    posted,
    refusals,
    /** browsers that are subscribed */
    channels,
    stop: () => server.stop(true),
  }
}
