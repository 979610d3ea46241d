import type { LoaderConfig } from '@imbachat/protocol/page'
import type { ToFrame, ToPage } from '../bridge/messages.ts'
import { connectToFrame } from '../bridge/page-side.ts'
import { badgeFavicon, countInTitle } from './attention.ts'
import type { Session } from './chat.ts'
import { type Given, text, windowOptions } from './options.ts'
import { placeWindow } from './placement.ts'
import type { Shell } from './shell.ts'
import { windowStyles } from './window-styles.ts'

/** How long a frame may take to answer the hello, milliseconds. */
const HELLO_TIMEOUT = 30_000

/** The frame in its window, from here on the loader's other half. */
export interface ChatWindow {
  /** Drops what comes before the frame has heard `load`: the caller repeats it when told `introduced`. */
  send(message: ToFrame): void
  focus(): void
  close(): void
}

interface Loader {
  /** @returns how many listened */
  emit(event: string): number
  receive(message: ToPage): void
  load(given: Given): unknown
  /** the frame has heard `load`, for the first time or anew */
  introduced(): void
}

/** A page that was made for more than this version shows would otherwise have an empty place and no word why. */
function tellOfRoomHolders(): void {
  for (const { id } of document.querySelectorAll('[data-imbachat_chat_ph="1"]:not(#imbachat_holder)')) {
    console.warn(`ImbaChat: nothing is shown in #${id}: rooms of many are not in this version`)
  }
}

/** Puts the frame beside the launcher. The second script of the loader: pages fetch it when they are idle or the chat is called. */
export function openWindow(config: LoaderConfig, shell: Shell, session: Session, loader: Loader): ChatWindow {
  const { chatOrigin, widgetId } = config
  const { root, body } = shell
  const { given, options } = session
  const { theme, draggable, resizable, updateTitle, useFaviconBadge } = windowOptions(given, config)
  const movable = !shell.inline && (draggable || resizable)
  let closed = false
  let post: ((message: ToFrame) => void) | null = null
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(windowStyles)
  root.adoptedStyleSheets.push(sheet)

  const panel = document.createElement('div')
  panel.className = 'w'
  const frame = document.createElement('iframe')
  // not from the phrases: they would come twice, once with each script
  frame.title = /^ru/i.test(options.language || navigator.language) ? 'Чат' : 'Chat'
  frame.allow = 'clipboard-write'
  frame.src = `${chatOrigin}/imbachat/v1/${widgetId}/frame?origin=${encodeURIComponent(location.origin)}`
  const placement = placeWindow(panel, sheet, options.position, movable ? `imbachat:place:${widgetId}` : null)
  connectToFrame(frame, chatOrigin, (say) => void introduce(say), receive)
  panel.append(frame)
  body.classList.add(theme)
  body.prepend(panel)
  tellOfRoomHolders()

  const silence = setTimeout(() => {
    const message = `no answer from ${chatOrigin}: it is down, or this page's frame-src or a page around this one forbids its frame`
    loader.receive({ t: 'failed', code: 'chat_unreachable', message })
  }, HELLO_TIMEOUT)

  async function introduce(say: (message: ToFrame) => void): Promise<void> {
    post = null
    options.token ??= await askToken()
    if (closed) return
    const { token, userId, language, position } = options
    const { inline } = shell
    const place = inline ? 'inline' : 'window'
    say({
      t: 'load',
      options: {
        token,
        userId,
        language,
        position,
        theme,
        place,
        draggable: draggable && !inline,
        resizable: resizable && !inline,
      },
    })
    post = say
    loader.introduced()
  }

  /** From the page's `tokenProvider`; null when it has none to give. */
  async function askToken(): Promise<string | null> {
    try {
      return text(await (given as { tokenProvider?(): unknown }).tokenProvider?.())
    } catch (error) {
      console.error(error)
      return null
    }
  }

  async function renewToken(): Promise<void> {
    const listened = loader.emit('imbaChat.tokenExpired')
    // without a provider the listeners answer, by calling `load` with a fresh token
    if (listened && !given.tokenProvider) return
    const token = await askToken()
    if (closed) return
    if (token) loader.load({ ...given, token })
    else post?.({ t: 'token', token })
  }

  function showUnread(rooms: number): void {
    if (updateTitle) countInTitle(rooms)
    if (useFaviconBadge) badgeFavicon(rooms)
  }

  function receive(message: ToPage): void {
    switch (message.t) {
      case 'connected':
        clearTimeout(silence)
        session.state = 'starting'
        body.classList.add('live')
        break
      case 'failed':
        clearTimeout(silence)
        break
      case 'tokenExpired':
        void renewToken()
        break
      case 'unread':
        showUnread(message.rooms)
        break
      case 'drag':
        placement.drag(message)
        break
      case 'ready':
      case 'result':
      case 'open':
      case 'close':
    }
    loader.receive(message)
  }

  return {
    send: (message) => post?.(message),
    focus: () => frame.focus(),
    close() {
      closed = true
      clearTimeout(silence)
      showUnread(0)
      placement.stop()
    },
  }
}
