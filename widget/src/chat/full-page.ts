import { originAllowed } from '@imbachat/protocol/page/origins'
import { userIdOf } from '@imbachat/sdk/core'
import { createBackButton } from '../bridge/back-button.ts'
import type { ChatFrameConfig } from '../bridge/chat-frame-config.ts'
import type { PagePort } from '../bridge/chat-frame-side.ts'
import { CHAT_LINK } from '../bridge/chat-link.ts'
import type { ChatFrameCall, PageOptions, ToChatFrame, ToPage } from '../bridge/messages.ts'
import { otherUser } from './core/other-user.ts'
import { ownStorage } from './core/own-storage.ts'
import { isWide } from './frame/screen.ts'
import { hasOthers, isGuest } from './frame/this-device.ts'

/** Objects that an app around its web view may have put into the page to receive events of the chat. */
interface App {
  /** React Native */
  ReactNativeWebView?: { postMessage(text: string): void }
  /** WKWebView: a handler with the name `imbachat` */
  webkit?: { messageHandlers?: { imbachat?: { postMessage(message: unknown): void } } }
  /** Android: a JavaScript interface with the name `imbachatApp` */
  imbachatApp?: { postMessage(text: string): void }
}

/** `type` is one of these, after `imbachat:`. */
type ToApp =
  | { type: 'imbachat:waiting' }
  | { type: 'imbachat:ready' }
  | { type: 'imbachat:unread'; rooms: number }
  | { type: 'imbachat:tokenExpired' }
  | { type: 'imbachat:loggedOut' }
  | { type: 'imbachat:error'; code: string }

/** Marks the history entry whose token the app or the visitor chose: no page of another origin writes this state. */
const CHOSEN = 'imbachat-chosen'

/**
 * The chat as a page of its own, for web views of apps. No page embeds it, so it plays the page's part of the bridge
 * itself. The token comes by a message, or in the fragment of the address, which servers and logs do not see. The chat
 * removes it from the address at once.
 */
export function fullPage(config: ChatFrameConfig): PagePort {
  const { origins, fullPage: brand } = config
  const app = window as App
  const linked = location.hash.startsWith(CHAT_LINK)
  const given = new URLSearchParams(linked ? '' : location.hash.slice(1))
  const isChosen = (history.state as Record<string, unknown> | null)?.[CHOSEN] === true
  function dropFragment(): void {
    const { [CHOSEN]: _, ...state } = { ...(history.state as Record<string, unknown> | null) }
    history.replaceState(state, '', location.pathname + location.search)
  }
  if (!linked && location.hash) dropFragment()
  let handle: ((message: ToChatFrame) => void) | null = null
  let loaded = false
  let userId: string | null = null
  /** the server has accepted the user's token */
  let isSignedIn = false
  /** the call to run once there is a token */
  let wanted: ChatFrameCall | null = null
  let lastCall = 0
  /** the page that opened this one and gave a token */
  let opener: { source: Window; origin: string } | null = null

  function postToApp(message: ToApp): void {
    const text = JSON.stringify(message)
    app.ReactNativeWebView?.postMessage(text)
    app.webkit?.messageHandlers?.imbachat?.postMessage(message)
    app.imbachatApp?.postMessage(text)
    opener?.source.postMessage(message, opener.origin)
    // the chat of a page that opened this one, to go on with a call
    if (message.type === 'imbachat:waiting') window.opener?.postMessage(message, location.origin)
  }

  const isInApp = () => !!(app.ReactNativeWebView || app.webkit?.messageHandlers?.imbachat || app.imbachatApp)
  const canRenew = () => isInApp() || opener !== null

  function load(token: string | null): void {
    loaded = true
    userId = userIdOf(token)
    const theme = given.get('theme')
    const options: PageOptions = {
      token,
      userId: null,
      language: given.get('language'),
      brand,
      theme: theme === 'default' || theme === 'dark' || theme === 'auto' ? theme : null,
      place: 'inline',
      draggable: false,
      resizable: false,
      position: 'right',
      room: null,
    }
    handle?.({ t: 'load', options })
    handle?.({ t: 'address', href: location.href, linked })
    if (wanted) show(wanted)
  }

  /** The app may call before it has given a token. */
  function show(call: ChatFrameCall): void {
    wanted = loaded ? null : call
    if (loaded) handle?.({ t: 'call', id: ++lastCall, call })
  }

  /** Messages of the app, which runs scripts in this page, or of a page of the site that opened it. */
  addEventListener('message', ({ data, origin, source }: MessageEvent<unknown>) => {
    if (origin !== '' && origin !== location.origin && !originAllowed(origin, origins)) return
    const { type, token, user_id, options, room } = read(data)
    if (type === 'imbachat:openDialog') show(openDialog(user_id, options))
    if (type === 'imbachat:addToRoom') show({ name: 'addToRoom', given: JSON.stringify([room]) })
    if (type === 'imbachat:logout') handle?.({ t: 'logout', userId, at: Date.now() })
    if (type !== 'imbachat:token' || typeof token !== 'string' || !token) return
    // no other window is an instance of this one's Window
    if (source !== null && source !== window) opener = { source: source as Window, origin }
    if (!loaded) load(token)
    else if (userIdOf(token) !== userId) loadAnew(token)
    else handle?.({ t: 'token', token })
  })

  /**
   * Any page may lead a browser to an address with a token of its choice. Signed in with it, the visitor would write
   * under another account, and the earlier user's unsent texts would be deleted.
   */
  async function begin(token: string | null): Promise<void> {
    const kept = { config, storage: ownStorage(() => localStorage) }
    const asks = token !== null && !isChosen && !isInApp() && (await hasOthers(kept, userIdOf(token)))
    if (loaded) return
    if (!asks || token === null) return load(token)
    otherUser.value = () => reload(token)
    wanted = null
    load(null)
  }

  /** For another user: nothing of the one before stays in the page. */
  function loadAnew(token: string): void {
    for (const name of ['user', 'wait']) given.delete(name)
    reload(token)
  }

  function reload(token: string): void {
    given.set('token', token)
    markChosen(`#${given}`)
    location.reload()
  }

  const markChosen = (address: string) => history.replaceState({ ...history.state, [CHOSEN]: true }, '', address)

  /** The app opens another address in the same view, which loads nothing. */
  addEventListener('hashchange', () => {
    if (location.hash.startsWith(CHAT_LINK)) return handle?.({ t: 'address', href: location.href, linked: true })
    const next = new URLSearchParams(location.hash.slice(1))
    const user = next.get('user')
    if (next.has('token') || next.has('wait')) {
      // the page's user was accepted before, so this token replaces it without a question
      if (isSignedIn) markChosen(location.href)
      location.reload()
    } else if (user) {
      dropFragment()
      show(openDialog(user))
    }
  })

  const backButton = createBackButton(
    () => isWide.value,
    (_, steps) => handle?.({ t: 'back', steps }),
  )
  addEventListener('popstate', backButton.popped)

  function send(message: ToPage): void {
    switch (message.t) {
      case 'ready':
        isSignedIn = message.userId !== null && !isGuest(message.userId)
        postToApp({ type: 'imbachat:ready' })
        break
      case 'failed':
        postToApp({ type: 'imbachat:error', code: message.code })
        break
      case 'result':
        if (!message.ok) postToApp({ type: 'imbachat:error', code: message.code })
        break
      case 'unread':
        postToApp({ type: 'imbachat:unread', rooms: message.rooms })
        break
      case 'tokenExpired':
        if (canRenew()) postToApp({ type: 'imbachat:tokenExpired' })
        else handle?.({ t: 'token', token: null })
        break
      case 'forgotten':
        postToApp({ type: 'imbachat:loggedOut' })
        break
      case 'layers':
        backButton.want(message.count)
        break
      case 'reload':
        // an app gives a token to a page that asks, and would not to one that loads
        if (canRenew()) postToApp({ type: 'imbachat:tokenExpired' })
        else location.reload()
        break
      default:
      // the rest is for a window in a page
    }
  }

  followKeyboard()
  return {
    // where its visitors sign in, and whose links to messages it follows
    pageOrigin: origins.find((one) => !one.includes('*')) ?? location.origin,
    send,
    receive(run) {
      handle = run
      const user = given.get('user')
      if (user && !wanted) show(openDialog(user))
      if (given.has('wait')) postToApp({ type: 'imbachat:waiting' })
      else void begin(given.get('token'))
    },
  }
}

/** Not every web view makes the page smaller for its keyboard, but each reports its visible part. */
function followKeyboard(): void {
  const seen = window.visualViewport
  if (!seen) return
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('.chat{block-size:var(--seen,100dvh)}')
  document.adoptedStyleSheets.push(sheet)
  const follow = () => {
    const pinched = seen.scale > 1.01
    if (pinched) document.documentElement.style.removeProperty('--seen')
    else document.documentElement.style.setProperty('--seen', `${seen.height}px`)
    // scrolls back after the field was scrolled into sight
    if (!pinched) scrollTo(0, 0)
  }
  seen.addEventListener('resize', follow)
}

const openDialog = (...given: [userId: unknown, options?: unknown]): ChatFrameCall => ({
  name: 'openDialog',
  given: JSON.stringify(given),
})

/** Apps send text or an object. */
function read(data: unknown): Partial<Record<'type' | 'token' | 'user_id' | 'options' | 'room', unknown>> {
  try {
    return Object(typeof data === 'string' ? JSON.parse(data) : data)
  } catch {
    return {}
  }
}
