import type { LoaderConfig } from '@imbachat/protocol/page'
import { createChat, type ImbaChat } from './chat.ts'
import { installPhrases } from './phrases.ts'

/** The server wraps this script in a function of this argument. */
declare const IMBACHAT_CONFIG: LoaderConfig

const page: Window & { ImbaChat?: ImbaChat; imbaApi?: ImbaChat; imbaChat?: ImbaChat } = window
const running = page.ImbaChat?.widgetId

if (!running) {
  page.ImbaChat = page.imbaApi = page.imbaChat = createChat(IMBACHAT_CONFIG)
  installPhrases(page)
} else if (running !== IMBACHAT_CONFIG.widgetId) {
  console.warn(`ImbaChat: widget ${running} already runs here, ${IMBACHAT_CONFIG.widgetId} does not`)
}
