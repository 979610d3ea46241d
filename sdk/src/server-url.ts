import { ChatRequestError } from './request-error.ts'

/**
 * The address of the chat server without a slash at its end. Checked before anything is opened: what a WebSocket and `fetch` throw for a
 * wrong one differs between runtimes.
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
