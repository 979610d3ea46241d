import { createClient } from './client.ts'
import { createConnection } from './connection/connection.ts'
import type { ChatClient, ChatClientOptions } from './types.ts'

/**
 * Connects at once, and stays connected until `close`.
 * @throws ChatRequestError invalid_field if `url` is not the address of a server
 */
export function createChatClient(options: ChatClientOptions): ChatClient {
  return createClient({ ...options, connect: options.connect ?? createConnection })
}
