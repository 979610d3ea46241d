import type { LoaderConfig } from '@imbachat/protocol/page'
import type { PageOptions, ToFrame, ToPage } from '../bridge/messages.ts'
import { badgeFavicon, countInTitle } from './attention.ts'
import { createBackButton } from './back-button.ts'
import type { Call, NamedHolder, Session } from './chat.ts'
import { createChatFrame } from './chat-frame.ts'
import { failure } from './failure.ts'
import { isLinked } from './is-linked.ts'
import { openMemory } from './open-memory.ts'
import { type Given, namedUser, text, windowOptions } from './options.ts'
import { createPageRooms } from './page-rooms.ts'
import { createPageTokens } from './page-tokens.ts'
import { placeWindow } from './placement.ts'
import type { Shell } from './shell.ts'
import { createWaiting, windowPhrases } from './waiting.ts'
import { windowStyles } from './window-styles.ts'

/** Path of the script that wears a theme of the page's own; the bundler puts it here. */
declare const PAGE_BRAND: string

/** How long a frame may take to answer the hello, milliseconds. */
const HELLO_TIMEOUT = 30_000

/** The frame in its window, from here on the loader's other half. */
export interface ChatWindow {
  /** Drops what comes before the frame has heard `load`: the window repeats it then. */
  send(message: ToFrame): void
  focus(): void
  /** Fills the places that the page has for single rooms, as far as they are empty. */
  placeRooms(): void
  /** A step in the page's history. */
  popped(event: Event): void
  close(): void
}

interface Loader {
  /** the visitor or the page has opened the window already */
  wanted: boolean
  /** places that the page named; more may be added */
  holders: readonly NamedHolder[]
  /** calls of the page without an answer yet */
  calls: Map<number, Call>
  /** Runs a function of the page: what it throws is shown and stops nothing. */
  attempt(run: unknown): void
  /** @returns how many listened */
  emit(event: string): number
  load(given: Given): unknown
  setOpen(open: boolean): void
  /** Opens the window without taking the focus. */
  reopen(): void
  /** Tells launcher and frame once more whether the window is open. */
  showOpen(): void
  /** Rejects `load` and every call of this session. */
  fail(code: string, message: string): void
  removeShell(): void
}

/**
 * Puts the frame beside the launcher. The second script of the loader: pages fetch it when they are idle or the chat is
 * called.
 */
export function openWindow(config: LoaderConfig, shell: Shell, session: Session, loader: Loader): ChatWindow {
  const { chatOrigin, widgetId } = config
  const { host, root, body } = shell
  const { given, options } = session
  const { theme, draggable, resizable, updateTitle, useFaviconBadge } = windowOptions(given, config)
  const memory = openMemory(widgetId, options.userId)
  const named = namedUser(given)
  if (named && options.token && options.userId && named !== options.userId) {
    console.warn(`ImbaChat: user_id is ${named}, the token is for ${options.userId}; the token wins`)
  }
  let closed = false
  let shown = false
  /** opened by memory, not by the visitor: the focus stays where it is */
  let reopened = false
  let inConversation = false
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(windowStyles)
  root.adoptedStyleSheets.push(sheet)

  const panel = document.createElement('div')
  panel.className = 'w'
  const title = config.brand?.title ?? windowPhrases(options.language).chat
  const frame = createChatFrame(config, title, introduction, receive, introduced)
  // a theme that is more than a word
  const brand =
    Object(given.theme) === given.theme
      ? import(new URL(PAGE_BRAND, import.meta.url).href).then(
          ({ wearPageBrand }: typeof import('./page-brand.ts')) =>
            wearPageBrand(given.theme, config, root, frame.element),
          () => config.brand,
        )
      : config.brand
  const memoryKey = draggable || resizable ? `imbachat:place:${widgetId}` : null
  const placement = placeWindow(panel, sheet, options.position, memoryKey)
  const waiting = createWaiting(options.language, title, {
    close: () => loader.setOpen(false),
    retry() {
      frame.element.src = `${frame.element.src}`
    },
  })
  panel.append(waiting.element, frame.element)
  body.classList.add(theme)
  body.prepend(panel)
  const tokens = createPageTokens(given, loader, (token) => send({ t: 'token', token }))
  const rooms = createPageRooms({
    config,
    body,
    theme,
    position: options.position,
    holders: loader.holders,
    introduction,
    renewToken: () => void tokens.renew(),
  })
  rooms.place()
  const backButton = createBackButton((level) => {
    if (level === 0) loader.setOpen(false)
    else send({ t: 'back' })
  })

  const silence = setTimeout(() => {
    loader.fail(
      'chat_unreachable',
      `no answer from ${chatOrigin}: it is down, or this page's frame-src or a page around this one forbids its frame`,
    )
    // an open window keeps its Retry
    if (!shown) loader.removeShell()
  }, HELLO_TIMEOUT)

  function introduced(): void {
    loader.showOpen()
    for (const [id, { call }] of loader.calls) send({ t: 'call', id, call })
  }

  async function introduction(): Promise<PageOptions | null> {
    options.token ??= await tokens.ask()
    if (closed) return null
    const { token, userId, language, position } = options
    return {
      token,
      userId,
      language,
      position,
      theme,
      brand: await brand,
      signInUrl: text(given.signInUrl),
      place: shell.inline ? 'inline' : 'window',
      draggable: draggable && !shell.inline,
      resizable: resizable && !shell.inline,
      room: null,
    }
  }

  function send(message: ToFrame): void {
    if (message.t === 'shown') showWindow(message)
    else frame.send(message)
    if (message.t === 'token' || message.t === 'logout') rooms.send(message)
  }

  function showWindow(message: Extract<ToFrame, { t: 'shown' }>): void {
    ;({ shown } = message)
    if (shown) {
      waiting.opened(!shell.inline)
      tellAddress(false)
    } else reopened = false
    frame.send(reopened ? { ...message, quiet: true } : message)
    if (shell.inline) return
    body.classList.remove('preview')
    memory.keep(shown)
    backButton.want(shown ? (inConversation ? 2 : 1) : 0)
  }

  /** Pages may change their address without a load. */
  function tellAddress(linked: boolean): void {
    frame.send({ t: 'address', href: location.href, linked })
  }

  function onHashChange(): void {
    if (!isLinked()) return
    tellAddress(true)
    loader.setOpen(true)
  }
  addEventListener('hashchange', onHashChange)

  function showUnread(rooms: number): void {
    shell.setUnread(rooms)
    if (updateTitle) countInTitle(rooms)
    if (useFaviconBadge) badgeFavicon(rooms)
  }

  function reveal(): void {
    body.classList.add('live')
    waiting.stop()
  }

  function ready(): void {
    if (session.state !== 'ready') {
      session.state = 'ready'
      session.resolve()
      if (given.onInitSuccess) loader.attempt(given.onInitSuccess)
      loader.emit('imbaChat.loaded')
    }
    reveal()
  }

  function answer({ id, ...result }: Extract<ToPage, { t: 'result' }>): void {
    const call = loader.calls.get(id)
    loader.calls.delete(id)
    if (result.ok) call?.resolve(result.value)
    else call?.reject(failure(result.code, result.message))
  }

  function receive(message: ToPage): void {
    if (closed) return
    switch (message.t) {
      case 'connected':
        clearTimeout(silence)
        if (session.state === 'silent') session.state = 'starting'
        // until `imbaChat.loaded` the page may make a room of a marked place, so nothing of the chat is shown there
        if (session.state === 'ready' || !host.parentElement?.matches('[data-imbachat_chat_ph]')) reveal()
        break
      case 'ready':
        ready()
        break
      case 'failed': {
        clearTimeout(silence)
        const silent = session.state === 'silent'
        loader.fail(message.code, message.message)
        if (silent) loader.removeShell()
        else reveal()
        break
      }
      case 'result':
        answer(message)
        break
      case 'tokenExpired':
        void tokens.renew()
        break
      case 'unread':
        showUnread(message.rooms)
        break
      case 'drag':
        placement.drag(message)
        break
      case 'conversation':
        ;({ inConversation } = message)
        if (shown && !shell.inline) backButton.want(inConversation ? 2 : 1)
        break
      case 'preview':
        body.classList.toggle('preview', message.shown && !shown)
        break
      case 'open':
      case 'close':
        loader.setOpen(message.t === 'open')
        break
      case 'writing':
        break
      default:
        message satisfies never
    }
  }

  if (loader.wanted) {
    waiting.opened(!shell.inline)
    frame.element.focus()
  } else if (!shell.inline && (memory.wasOpen() || isLinked())) {
    reopened = true
    waiting.opened(true)
    loader.reopen()
  }
  if (shell.inline) waiting.opened(false)

  host.onkeydown = ({ key }) => {
    if (key === 'Escape') loader.setOpen(false)
  }

  return {
    send,
    popped: backButton.popped,
    focus: () => frame.element.focus(),
    placeRooms: rooms.place,
    close() {
      closed = true
      removeEventListener('hashchange', onHashChange)
      tokens.close()
      rooms.close()
      clearTimeout(silence)
      waiting.stop()
      memory.keep(false)
      backButton.stop()
      showUnread(0)
      placement.stop()
    },
  }
}
