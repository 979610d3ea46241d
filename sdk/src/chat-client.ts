import { createClient } from './client.ts'
import type { ChatClient, ChatClientOptions } from './client-types.ts'
import { createConnection } from './connection/connection.ts'
import { serverUrl } from './connection/server-url.ts'
import { endOf } from './connection/token.ts'

/**
 * Connects at once, and stays connected until `close`.
 * @throws ChatRequestError invalid_field if `url` is not the address of a server
 */
export function createChatClient(options: ChatClientOptions): ChatClient {
  const { tokenProvider } = options
  return createClient({
    ...options,
    url: serverUrl(options.url),
    connect: options.connect ?? createConnection,
    tokenProvider: tokenProvider && (async () => tokenOrNull(await tokenProvider())),
  })
}

/** An answer of the page that is not a token, such as an error page, counts as no token. */
const tokenOrNull = (token: string | null) => (endOf(token) > 0 ? token : null)
