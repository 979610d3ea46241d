import type { LoaderConfig } from '@imbachat/protocol/page/page-config'
import { createChat, type ImbaChat } from './chat.ts'
import { installPhrases } from './phrases.ts'

/** The server wraps this script in a function of this argument. */
declare const IMBACHAT_CONFIG: LoaderConfig

const page: Window & {
  ImbaChat?: ImbaChat
  imbaApi?: ImbaChat
  imbaChat?: ImbaChat
  imbachatWidget?: { arguments?: unknown }
} = window
/** An element with such an id or name, which users may have written, has no number here. */
const running = Number(page.ImbaChat?.widgetId)

/** The guide's stub is running: it polls, and strict code, which never says so, gets the chat at once. */
function stubAsks(): unknown {
  try {
    return page.imbachatWidget?.arguments
  } catch {}
}

if (!running) {
  const chat = createChat(IMBACHAT_CONFIG)
  page.imbaApi = page.imbaChat = chat
  // sites' stubs use elements and scripts below them, so they find the chat once the document is parsed
  const deferred = Reflect.defineProperty(page, 'ImbaChat', {
    configurable: true,
    get: () => (document.readyState === 'loading' && stubAsks() ? undefined : chat),
    set: (value) => Reflect.defineProperty(page, 'ImbaChat', { value, writable: true }),
  })
  // a page that declares `var ImbaChat` keeps that property
  if (!deferred) page.ImbaChat = chat
  installPhrases(page, IMBACHAT_CONFIG.pluginPhrases)
} else if (running !== IMBACHAT_CONFIG.widgetId) {
  console.warn(`ImbaChat: widget ${running} is here`)
}
