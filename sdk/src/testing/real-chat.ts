import { createHmac } from 'node:crypto'
import { type AppOverrides, createApp } from '../../../server/src/app.ts'
import { resolveConfig } from '../../../server/src/config/config.ts'
import { dataDirWithTables } from '../../../server/src/store/testing/data-dir.ts'
import { freePort } from '../../../server/src/testing/free-port.ts'
import { type ChatClient, type ChatClientOptions, createChatClient } from '../index.ts'

export interface RealChat {
  url: string
  widgetId: number
  /** Signed as the site does. `ttl` in seconds. */
  token(user_id: string | number, ttl?: number): string
  /** Signs any claims with the widget's key, such as permission tokens. */
  sign(claims: Record<string, unknown>): string
  /** A client that is closed together with the chat. */
  client(user_id: string | number, options?: Partial<ChatClientOptions>): ChatClient
  /** Stops the server; `start` brings it back at the same address with the same data. */
  stopServer(): Promise<void>
  startServer(): Promise<void>
  end(): Promise<void>
}

/** The real server on a free port, with one widget whose site does not answer. */
export async function realChat(
  overrides: AppOverrides = {},
  /** origins of pages that embed the chat */
  origins: string[] = [],
): Promise<RealChat> {
  const { dataDir, remove } = await dataDirWithTables()
  const config = resolveConfig({ DATA_DIR: dataDir, PORT: freePort() })
  let app = await createApp(config, overrides)
  const { publicUrl: url, port } = app.config
  const { id: widgetId } = await app.widgets.create(null, {
    name: 'sdk tests',
    origins,
    settings: { messages_per_minute: 6_000 },
  })
  const [key = ''] = (await app.widgets.find(widgetId))?.secretKeys ?? []
  const clients: ChatClient[] = []
  let running = true

  function sign(claims: Record<string, unknown>) {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const signed = `${part({ typ: 'JWT', alg: 'HS256' })}.${part(claims)}`
    return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
  }

  const chat: RealChat = {
    url,
    widgetId,
    sign,
    token: (user_id, ttl = 3_600) => sign({ user_id, exp: Math.floor(Date.now() / 1000) + ttl }),
    client(user_id, options = {}) {
      // longer waits between tries would be most of the patience of a test whose server restarts
      const client = createChatClient({ url, widgetId, token: chat.token(user_id), longestWaitMs: 1_000, ...options })
      clients.push(client)
      return client
    },
    async stopServer() {
      running = false
      await app.stop()
    },
    async startServer() {
      app = await createApp({ ...config, port, publicUrl: url }, overrides)
      running = true
    },
    async end() {
      for (const client of clients) client.close()
      if (running) await app.stop()
      remove()
    },
  }
  return chat
}
