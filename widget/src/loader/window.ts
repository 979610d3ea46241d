import type { LoaderConfig } from '@imbachat/protocol/page'
import type { PageOptions, RoomHolder, ToFrame, ToPage } from '../bridge/messages.ts'
import { badgeFavicon, countInTitle } from './attention.ts'
import type { NamedHolder, Session } from './chat.ts'
import { type ChatFrame, createChatFrame } from './chat-frame.ts'
import { type Given, text, windowOptions } from './options.ts'
import { placeWindow } from './placement.ts'
import { createRoomHolders } from './room-holders.ts'
import type { Shell } from './shell.ts'
import { windowStyles } from './window-styles.ts'

/** How long a frame may take to answer the hello, milliseconds. */
const HELLO_TIMEOUT = 30_000

/** The frame in its window, from here on the loader's other half. */
export interface ChatWindow {
  /** Drops what comes before the frame has heard `load`: the caller repeats it when told `introduced`. */
  send(message: ToFrame): void
  focus(): void
  /** Fills the places that the page has for single rooms, as far as they are empty. */
  placeRooms(): void
  close(): void
}

interface Loader {
  /** @returns how many listened */
  emit(event: string): number
  receive(message: ToPage): void
  load(given: Given): unknown
  /** places that the page named; more may be added */
  holders: readonly NamedHolder[]
  /** the frame has heard `load`, for the first time or anew */
  introduced(): void
}

/** Puts the frame beside the launcher. The second script of the loader: pages fetch it when they are idle or the chat is called. */
export function openWindow(config: LoaderConfig, shell: Shell, session: Session, loader: Loader): ChatWindow {
  const { chatOrigin, widgetId } = config
  const { root, body } = shell
  const { given, options } = session
  const { theme, draggable, resizable, updateTitle, useFaviconBadge } = windowOptions(given, config)
  const floats = !shell.inline
  let closed = false
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(windowStyles)
  root.adoptedStyleSheets.push(sheet)

  const panel = document.createElement('div')
  panel.className = 'w'
  // not from the phrases: they would come twice, once with each script
  const title = /^ru/i.test(options.language || navigator.language) ? 'Чат' : 'Chat'
  const frame = createChatFrame(config, title, introduction, receive, loader.introduced)
  const memoryKey = floats && (draggable || resizable) ? `imbachat:place:${widgetId}` : null
  const placement = placeWindow(panel, sheet, options.position, memoryKey)
  panel.append(frame.element)
  body.classList.add(theme)
  body.prepend(panel)
  /** the room in the page in which the visitor writes */
  let writer: ChatFrame | null = null
  const rooms = createRoomHolders(theme, createRoomFrame)
  rooms.place(loader.holders)

  const silence = setTimeout(() => {
    const message = `no answer from ${chatOrigin}: it is down, or this page's frame-src or a page around this one forbids its frame`
    loader.receive({ t: 'failed', code: 'chat_unreachable', message })
  }, HELLO_TIMEOUT)

  async function introduction(): Promise<PageOptions | null> {
    options.token ??= await askToken()
    if (closed) return null
    const { token, userId, language, position } = options
    return {
      token,
      userId,
      language,
      position,
      theme,
      place: floats ? 'window' : 'inline',
      draggable: draggable && floats,
      resizable: resizable && floats,
      room: null,
    }
  }

  function createRoomFrame(room: RoomHolder, live: () => void): ChatFrame {
    const introduce = async () => {
      const given = await introduction()
      return given && { ...given, place: 'inline' as const, draggable: false, resizable: false, room }
    }
    const frame = createChatFrame(config, room.title ?? room.pipe, introduce, (message) => {
      if (message.t === 'connected') live()
      if (message.t === 'tokenExpired') void renewToken()
      if (message.t === 'writing') {
        if (message.writing) writer = frame
        else if (writer === frame) writer = null
        makeWay()
      }
    })
    return frame
  }

  /** On a small screen the launcher might lie on that room's button to send. */
  function makeWay(): void {
    body.classList.toggle('writing', !!writer?.element.isConnected)
  }

  function send(message: ToFrame): void {
    frame.send(message)
    if (message.t === 'token' || message.t === 'logout') rooms.send(message)
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
    else send({ t: 'token', token })
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
      case 'writing':
      case 'open':
      case 'close':
    }
    loader.receive(message)
  }

  return {
    send,
    focus: () => frame.element.focus(),
    placeRooms() {
      rooms.place(loader.holders)
      makeWay()
    },
    close() {
      closed = true
      rooms.close()
      clearTimeout(silence)
      showUnread(0)
      placement.stop()
    },
  }
}
