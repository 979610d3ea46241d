import { HELLO, type ToFrame, type ToPage } from './messages.ts'

/**
 * The page's end of the bridge. Calls `opened` with a fresh way to the frame each time the frame has loaded: moving an iframe in the
 * document loads it anew. The hello goes to the chat's exact origin, so nobody else who sits in the frame can hear it.
 */
export function connectToFrame(
  frame: HTMLIFrameElement,
  chatOrigin: string,
  opened: (send: (message: ToFrame) => void) => void,
  receive: (message: ToPage) => void,
): void {
  let port: MessagePort | undefined
  frame.addEventListener('load', () => {
    port?.close()
    const channel = new MessageChannel()
    port = channel.port1
    port.onmessage = ({ data }: MessageEvent<ToPage>) => receive(data)
    frame.contentWindow?.postMessage(HELLO, chatOrigin, [channel.port2])
    opened((message) => channel.port1.postMessage(message))
  })
}
