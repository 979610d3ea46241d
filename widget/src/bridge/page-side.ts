import { HELLO, type ToChatFrame, type ToPage } from './messages.ts'

/**
 * The page's end of the bridge. Calls `opened` with a new channel to the frame each time the frame has loaded: moving
 * an iframe in the document reloads it. The hello goes to the chat's exact origin, so no other page in the frame can
 * receive it.
 */
export function connectToChatFrame(
  frame: HTMLIFrameElement,
  chatOrigin: string,
  opened: (send: (message: ToChatFrame) => void) => void,
  receive: (message: ToPage) => void,
): void {
  frame.addEventListener('load', () => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }: MessageEvent<ToPage>) => receive(data)
    frame.contentWindow?.postMessage(HELLO, chatOrigin, [port2])
    opened((message) => port1.postMessage(message))
  })
}
