import type { Call } from '@imbachat/protocol'
import type { ChatModel } from '../frame/chat-model.ts'

/** A shared screen is read in a wide window. */
const sizeFor = (sharesScreen: boolean) =>
  sharesScreen ? [Math.round(screen.availWidth / 1.5), Math.round(screen.availHeight / 1.25)] : [480, 720]

/**
 * Moves the call to a window with nothing but the chat, which stays open when the site's page closes. The window gets
 * the token by a message, never in its address. Call this while a click is being handled.
 * @returns false if the browser blocked the window
 */
export function openCallWindow(chat: ChatModel, call: Call | null): boolean {
  const address = new URL(location.pathname.replace(/\/\w+$/, '/chat'), location.origin)
  if (call) address.searchParams.set('call', call.call_id)
  const user_id = chat.me.peek()?.user_id
  const [width, height] = sizeFor(call?.members.some((one) => one.screen && one.user_id !== user_id) === true)
  const opened = window.open(`${address}#wait`, 'imbachat-call', `popup,width=${width},height=${height}`)
  if (!opened) return false
  addEventListener('message', ({ data, source, origin }: MessageEvent<{ type?: unknown } | null>) => {
    if (source !== opened || origin !== location.origin) return
    // at first, and again before the token ends: this page keeps a fresh one
    if (data?.type !== 'imbachat:waiting' && data?.type !== 'imbachat:tokenExpired') return
    opened.postMessage({ type: 'imbachat:token', token: chat.client.internals().connection.token() }, location.origin)
  })
  return true
}
