import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { keptName } from '@imbachat/protocol/page/kept-name'
import type { LoaderConfig } from '@imbachat/protocol/page/page-config'
import { windowPhrasesIn } from '@imbachat/protocol/phrases/window-phrases'
import { createBackButton } from '../../bridge/back-button.ts'
import type { ChatFrameCall, Looks, PageOptions, ToChatFrame, ToPage } from '../../bridge/messages.ts'
import { connectToChatFrame } from '../../bridge/page-side.ts'
import { createChatFrame, frameElement } from '../chat-frame.ts'
import { failure } from '../failure.ts'
import { isLinked } from '../is-linked.ts'
import { namedUser, text, windowOptions } from '../options.ts'
import type { createPageParts, PageParts } from '../parts/page-parts.ts'
import type { Loader, Session } from '../session.ts'
import type { Shell } from '../shell.ts'
import { openMemory } from './open-memory.ts'
import { createPageTokens } from './page-tokens.ts'
import { createPlaceholder } from './placeholder.ts'
import { placeWindow } from './placement.ts'
import { isRoomy } from './screen.ts'
import { windowStyles } from './window-styles.ts'

/** Path of the third script; the bundler puts it here. */
declare const PAGE_PARTS: string
/** of the script for notifications by a worker of the site's own */
declare const SITE_PUSH: string

const IN_MARKUP = '[data-imbachat-room]'
const ELEMENTS = 'imba-inbox,imba-room,imba-unread'

/** Calls that the frame answers, not the third script. */
const OF_FRAME = /^(openDialog|addToRoom)$/

/** Milliseconds that a frame may take to answer the hello. */
const HELLO_TIMEOUT = 30_000

/** Milliseconds that the browser may take to forget a user. The frame is hidden meanwhile. */
const FORGET_TIMEOUT = 5_000

/** The frame in its window, from here on the loader's other half. */
export interface ChatWindow {
  /** Drops messages until the frame has received `load`: the window then sends its state again. */
  send(message: ToChatFrame): void
  focus(): void
  /** Looks for new calls, listeners, and places to fill. */
  look(): void
  /** A step in the page's history. */
  popped(event: Event): void
  /** Ends the chat, and lets the browser forget the user before the frame is gone. */
  logOut(): Promise<void>
  close(): void
}

/** Runs a function of the page. An error that it throws is logged and stops nothing else. */
function attempt(run: unknown, detail?: unknown): void {
  try {
    ;(run as (detail: unknown) => void)(detail)
  } catch (error) {
    console.error(error)
  }
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
  /** of the page; changed by `setTheme` */
  const looks: Looks = { theme, brand: config.brand }
  const memory = openMemory(widgetId, options.userId)
  const named = namedUser(given)
  if (named && options.token && options.userId && named !== options.userId) {
    console.warn(`ImbaChat: user_id is ${named}, the token is for ${options.userId}; the token wins`)
  }
  /** the site has a worker that shows notifications */
  const pushWorker = text(given.pushWorker)
  const pushing: Promise<typeof import('../../push/site-push.ts')> | null =
    pushWorker === null ? null : import(new URL(SITE_PUSH, import.meta.url).href)
  let closed = false
  let shown = false
  let unread = 0
  let ringing: string | null = null
  /** calls that their answerer has, and listeners that know of `imbaChat.loaded` */
  const notified = new Set<unknown>()
  let parts: PageParts | null = null
  let partsComing: Promise<void> | null = null
  /** opened by memory, not by the visitor: the focus stays where it is */
  let reopened = false
  let layers = 0
  /** the browser has forgotten the user; null: it was not asked to */
  let forgotten: (() => void) | null = null
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(windowStyles)
  root.adoptedStyleSheets.push(sheet)

  const panel = document.createElement('div')
  panel.className = 'w'
  /** The first script has English and Russian only; this one speaks every language of the chat. */
  const say = () => windowPhrasesIn(options.language || navigator.language, config.phrases)
  const title = config.brand?.title ?? say().chat
  const frame = createChatFrame(config, title, introduction, receive, introduced)
  const memoryKey = draggable || resizable ? keptName(kept('windowPlace'), widgetId) : null
  const placement = placeWindow(body, panel, sheet, options.position, memoryKey)
  const waiting = createPlaceholder(say(), title, {
    close: () => loader.setOpen(false),
    retry() {
      frame.element.src = `${frame.element.src}`
    },
  })
  panel.append(waiting.element, frame.element)
  body.classList.add(theme)
  const badge = shell.launcher.appendChild(document.createElement('b'))
  const { setOpen } = shell
  shell.setOpen = (open) => {
    setOpen(open)
    shell.launcher.ariaLabel = open ? say().shut : config.label || say().open
  }
  loader.showOpen()
  const tokens = createPageTokens(session, { load: loader.api.load, emit }, (token) => send({ t: 'token', token }))
  const backButton = createBackButton(isRoomy, (level, steps) => {
    if (level === 0) loader.setOpen(false)
    else send({ t: 'back', steps })
  })

  let silence = setTimeout(giveUp, HELLO_TIMEOUT)
  let connected = false

  function giveUp(): void {
    // it comes with the network
    if (!navigator.onLine) {
      silence = setTimeout(giveUp, HELLO_TIMEOUT)
      return
    }
    fail(
      'chat_unreachable',
      `no answer from ${chatOrigin}: it is down, or this page's frame-src or a page around this one forbids its frame`,
    )
    // an open window keeps its Retry
    if (!shown) loader.removeShell()
  }

  /** The frame could not be fetched while the network was away. */
  function onOnline(): void {
    if (!connected) frame.element.src = `${frame.element.src}`
  }
  addEventListener('online', onOnline)

  function introduced(): void {
    loader.showOpen()
    for (const [id, { name }] of loader.calls) if (OF_FRAME.test(name)) notified.delete(id)
    parts?.introduced()
    look()
  }

  /** @returns the number of listeners */
  function emit(event: string, detail?: unknown): number {
    const matching = loader.listeners.filter(([name]) => name === event)
    for (const [, listener] of matching) attempt(listener, detail)
    return matching.length
  }

  function fail(code: string, message: string): void {
    loader.fail(code, message)
    emit('error', { code })
  }

  function look(): void {
    for (const one of loader.listeners) {
      if (one[0] !== 'imbaChat.loaded' || session.state !== 'ready' || notified.has(one)) continue
      notified.add(one)
      attempt(one[1])
    }
    for (const [id, { name, given }] of loader.calls) {
      if (notified.has(id)) continue
      if (!OF_FRAME.test(name)) void withParts()
      else if (frame.live()) {
        notified.add(id)
        frame.send({ t: 'call', id, call: { name, given } as ChatFrameCall })
      }
    }
    if (parts) parts.look()
    else if (
      Object(given.theme) === given.theme ||
      updateTitle ||
      useFaviconBadge ||
      loader.holders[0] ||
      loader.listeners.some(([name]) => !/^imbaChat\./.test(name)) ||
      document.querySelector(config.pageElements === false ? IN_MARKUP : `${IN_MARKUP},${ELEMENTS}`)
    )
      void withParts()
  }

  /** Loads the third script, with parts that few pages need. */
  function withParts(): Promise<void> {
    partsComing ??= import(new URL(PAGE_PARTS, import.meta.url).href).then(
      (script: { createPageParts: typeof createPageParts }) => {
        if (closed) return
        parts = script.createPageParts({
          config,
          shell,
          session,
          loader,
          looks,
          title,
          frame,
          introduction,
          renewToken: () => void tokens.renew(),
          emit,
          isShown: () => shown,
          unread: () => unread,
          ringing: () => ringing,
        })
        parts.look()
      },
      (error) => {
        partsComing = null
        console.error(error)
      },
    )
    return partsComing
  }

  async function introduction(): Promise<PageOptions | null> {
    await partsComing
    options.token ??= await tokens.ask()
    if (closed) return null
    const { token, userId, language, position } = options
    return {
      token,
      userId,
      language,
      position,
      ...looks,
      signInUrl: text(given.signInUrl),
      place: shell.inline ? 'inline' : 'window',
      draggable: draggable && !shell.inline,
      resizable: resizable && !shell.inline,
      pushWorker,
      keptRoom: memory.room(),
      room: null,
    }
  }

  function send(message: ToChatFrame): void {
    if (message.t === 'shown') showWindow(message)
    else frame.send(message)
    if (message.t === 'token') parts?.send(message)
  }

  function showWindow(message: Extract<ToChatFrame, { t: 'shown' }>): void {
    ;({ shown } = message)
    if (shown) {
      waiting.opened(!shell.inline)
      sendAddress(false)
    } else {
      reopened = false
      // the focused element can't be seen
      if (document.activeElement === host) shell.launcher.focus()
    }
    frame.send(reopened ? { ...message, quiet: true } : message)
    if (shell.inline) return
    body.classList.remove('preview')
    memory.keep(shown)
    parts?.look()
    backButton.want(shown ? 1 + layers : 0)
  }

  /** Pages may change their address without a load. */
  function sendAddress(linked: boolean): void {
    frame.send({ t: 'address', href: location.href, linked })
  }

  function onHashChange(): void {
    if (!isLinked()) return
    sendAddress(true)
    loader.setOpen(true)
  }
  addEventListener('hashchange', onHashChange)

  /** A frame that was busy may take the focus after its window was closed again: the launcher gets it back. */
  function onBlur(): void {
    const isClosed = !shown && !shell.inline && !body.classList.contains('preview')
    if (isClosed && root.activeElement === frame.element) shell.launcher.focus()
  }
  addEventListener('blur', onBlur)

  function showUnread(rooms: number): void {
    unread = rooms
    const count = `${rooms || ''}`
    badge.textContent = count
    shell.launcher.ariaDescription = count && say().unread.replace('{count}', count)
    parts?.look()
  }

  function reveal(): void {
    body.classList.add('live')
    waiting.stop()
  }

  function ready(): void {
    session.error = undefined
    if (session.state !== 'ready') {
      session.state = 'ready'
      session.resolve()
      if (given.onInitSuccess) attempt(given.onInitSuccess)
      look()
    }
    reveal()
  }

  function answer({ id, ...result }: Extract<ToPage, { t: 'result' }>): void {
    const call = loader.calls.get(id)
    loader.calls.delete(id)
    if (result.ok) call?.resolve(result.value)
    else {
      call?.reject(failure(result.code, result.message))
      emit('error', { code: result.code })
    }
  }

  function receive(message: ToPage): void {
    if (message.t === 'forgotten') forgotten?.()
    if (closed) return
    switch (message.t) {
      case 'connected':
        connected = true
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
        fail(message.code, message.message)
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
      case 'ringing':
        ringing = message.text
        void withParts().then(look)
        break
      case 'launcher':
        body.classList.toggle('nowhere', !message.leads)
        break
      case 'drag':
        placement.drag(message)
        break
      case 'room':
        memory.keepRoom(message.roomId)
        break
      case 'layers':
        layers = message.count
        // behind a picture that fills a wide page, the frame's width is not the window's
        if (shown && !shell.inline && !(body.classList.contains('viewing') && isRoomy())) backButton.want(1 + layers)
        break
      case 'viewing':
        body.classList.toggle('viewing', message.viewing)
        break
      case 'preview':
        body.classList.toggle('preview', message.shown && !shown)
        break
      case 'open':
        if (message.quiet) {
          reopened = true
          loader.reopen()
        } else loader.setOpen(true)
        break
      case 'close':
        loader.setOpen(false)
        break
      case 'push':
        void pushing?.then(({ askHere }) => askHere(pushWorker as string, message, frame.send))
        break
      case 'reload':
        location.reload()
        break
      case 'loggedOut':
        loader.api.logout()
        break
      case 'writing':
      case 'forgotten':
        break
      case 'event':
        emit(message.name, message.detail)
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
  look()
  // a frame that is moved loads again
  if ([...loader.calls.values()].some(({ name }) => name === 'createInbox')) void withParts().finally(appear)
  else appear()
  function appear(): void {
    if (!closed) body.prepend(panel)
  }

  host.onkeydown = ({ key }) => {
    if (key === 'Escape') loader.setOpen(false)
  }

  return {
    send,
    popped: backButton.popped,
    focus: () => frame.element.focus(),
    look,
    logOut() {
      if (!frame.live()) return forget(config, options.userId)
      frame.send(logOutOf(options.userId))
      return inTime((done) => {
        forgotten = done
      }).then(() => host.remove())
    },
    close() {
      closed = true
      // the frame works on for a moment, hidden
      if (forgotten) sheet.replaceSync(':host{display:none!important}')
      else host.remove()
      removeEventListener('online', onOnline)
      removeEventListener('hashchange', onHashChange)
      removeEventListener('blur', onBlur)
      tokens.close()
      clearTimeout(silence)
      waiting.stop()
      memory.keep(false)
      memory.keepRoom(null)
      backButton.stop()
      ringing = null
      showUnread(0)
      parts?.close()
      parts = null
      placement.stop()
    },
  }
}

const logOutOf = (userId: string | null = null) => ({ t: 'logout' as const, userId, at: Date.now() })

const inTime = (run: (done: () => void) => void) =>
  new Promise<void>((done) => {
    run(done)
    setTimeout(done, FORGET_TIMEOUT)
  })

/** Lets the browser forget the user by a frame of its own: the page has no chat, or none that can do it. */
export function forget(config: LoaderConfig, userId?: string | null): Promise<void> {
  const memory = openMemory(config.widgetId, null)
  memory.keep(false)
  memory.keepRoom(null)
  const element = frameElement(config)
  element.style.setProperty('display', 'none', 'important')
  return inTime((done) => {
    const receive = (message: ToPage) => {
      if (message.t === 'forgotten' || message.t === 'failed') done()
    }
    connectToChatFrame(element, config.chatOrigin, (say) => say(logOutOf(userId)), receive)
    document.documentElement.append(element)
  }).then(() => element.remove())
}
