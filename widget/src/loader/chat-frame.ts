import type { LoaderConfig } from '@imbachat/protocol/page/page-config'
import type { PageOptions, ToChatFrame, ToPage } from '../bridge/messages.ts'
import { connectToChatFrame } from '../bridge/page-side.ts'
import { isLinked } from './is-linked.ts'

export interface ChatFrame {
  element: HTMLIFrameElement
  /** True once the frame has received `load`. */
  live(): boolean
  /** Drops what comes before that. */
  send(message: ToChatFrame): void
}

export function frameElement({ chatOrigin, widgetId, framePage = 'frame' }: LoaderConfig): HTMLIFrameElement {
  const element = document.createElement('iframe')
  element.src = `${chatOrigin}/imbachat/v1/${widgetId}/${framePage}?origin=${encodeURIComponent(location.origin)}`
  return element
}

/** An iframe with the chat's page in it, still outside of the document. */
export function createChatFrame(
  config: LoaderConfig,
  title: string,
  /** for `load`, asked each time the frame has loaded; null: too late, it is closed */
  options: () => Promise<PageOptions | null>,
  receive: (message: ToPage) => void,
  introduced?: () => void,
): ChatFrame {
  let post: ((message: ToChatFrame) => void) | null = null
  const element = frameElement(config)
  element.title = title
  const { calls } = config
  element.allow = `clipboard-write;microphone${calls ? ';autoplay;speaker-selection' : ''}${
    calls === 'video' ? ';camera;display-capture;fullscreen' : ''
  }`

  async function introduce(say: (message: ToChatFrame) => void): Promise<void> {
    post = null
    const given = await options()
    if (!given) return
    say({ t: 'load', options: given })
    say({ t: 'address', href: location.href, linked: isLinked() })
    post = say
    introduced?.()
  }

  connectToChatFrame(element, config.chatOrigin, (say) => void introduce(say), receive)
  return { element, live: () => !!post, send: (message) => post?.(message) }
}
