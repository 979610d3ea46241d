import { ChatRequestError } from '../request-error.ts'

/**
 * The chat server's address without a slash at the end. It is checked first, since runtimes differ in what a WebSocket
 * and `fetch` throw for a wrong one.
 * @throws ChatRequestError invalid_field
 */
export function serverUrl(given: string): string {
  if (isServerUrl(given)) return given.replace(/\/+$/, '')
  const message = `url is ${JSON.stringify(given)}: must be an address such as https://chat.example`
  throw new ChatRequestError({ code: 'invalid_field', field: 'url', message })
}

function isServerUrl(given: string): boolean {
  try {
    const { protocol, username, search, hash } = new URL(given)
    return /^https?:$/.test(protocol) && !username && !search && !hash
  } catch {
    return false
  }
}
