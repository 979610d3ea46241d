import { originAllowed, originRefusal } from '@imbachat/protocol/page/origins'
import { HELLO, type ToChatFrame, type ToPage } from './messages.ts'

/** The frame's end of the bridge. */
export interface PagePort {
  /** the exact origin of the page that embeds the chat */
  pageOrigin: string
  send(message: ToPage): void
  /** Messages that came before are kept until this is called. Call it once. */
  receive(handle: (message: ToChatFrame) => void): void
}

/**
 * Waits for the loader's hello. Call it while the frame's first script runs: the loader says hello once, at the frame's
 * `load` event. A page that is not on the list gets that refusal and nothing else; the promise then stays open.
 */
export function connectToPage(allowedOrigins: readonly string[]): Promise<PagePort> {
  return new Promise((connected) => {
    addEventListener('message', function hello(event: MessageEvent<unknown>) {
      const port = event.ports[0]
      if (event.data !== HELLO || event.source !== parent || !port) return
      removeEventListener('message', hello)
      const send = (message: ToPage) => port.postMessage(message)
      if (!originAllowed(event.origin, allowedOrigins)) {
        return send({ t: 'failed', code: 'origin_not_allowed', message: originRefusal(event.origin) })
      }
      send({ t: 'connected' })
      // also of a chat that is not drawn yet; a layer over the chat handles Escape itself
      window.addEventListener('keydown', ({ key, defaultPrevented }) => {
        if (key === 'Escape' && !defaultPrevented && !document.querySelector('dialog[open]')) send({ t: 'close' })
      })
      connected({
        pageOrigin: event.origin,
        send,
        receive(handle) {
          port.onmessage = ({ data }: MessageEvent<ToChatFrame>) => handle(data)
        },
      })
    })
  })
}
