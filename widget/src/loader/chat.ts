import type { LoaderConfig } from '@imbachat/protocol/page/page-config'
import type { ImbaChat } from '../page-types.ts'
import { failure } from './failure.ts'
import { cleanOptions, type Given, text } from './options.ts'
import type { Call, Holder, Session } from './session.ts'
import { createShell, type Shell } from './shell.ts'
import type { ChatWindow, forget, openWindow } from './window/window.ts'

/** Answered by the window and its scripts on demand; the first two open it. */
const ANSWERED_LATER = [
  'openDialog',
  'addToRoom',
  'getUnreadCount',
  'setTheme',
  'setLanguage',
  'createInbox',
  'createChatbox',
] as const

/**
 * A page that is never idle gets its chat after 3 s. A browser that does not know `requestIdleCallback` takes the
 * object for 0 ms. After the same time, a script that did not load is requested again.
 */
const IDLE = { timeout: 3000 } as IdleRequestOptions & number

/** Pages rarely catch: the console gets one clear line, and no "unhandled rejection" reaches their error trackers. */
function logRejection<T>(promise: Promise<T>): Promise<T> {
  promise.catch((error: Error) => console.error(error.message))
  return promise
}

/** `window.ImbaChat`. Nothing here throws at the page, whatever it passes. */
export function createChat(config: LoaderConfig) {
  let session: Session | null = null
  let shell: Shell | null = null
  /** of the session whose window was asked for */
  let asked: Session | null = null
  let chatWindow: ChatWindow | null = null
  let open = false
  let lastCall = 0
  /** of the second script */
  let tries = 5
  /** Calls without an answer yet: they wait here for the frame, and go to it again when it was loaded again. */
  const calls = new Map<number, Call>()
  const listeners: [event: string, listener: unknown][] = []
  const holders: Holder[] = []

  function setOpen(next: boolean): void {
    // a chat in the page's own element is always open, and nothing opens by itself once it has left
    open = next && !shell?.inline
    startWindow()
    showOpen()
    if (next) chatWindow?.focus()
  }

  function showOpen(): void {
    const shown = open || !!shell?.inline
    shell?.setOpen(shown)
    chatWindow?.send({ t: 'shown', shown })
  }

  function place(): void {
    shell?.mount()
    chatWindow?.look()
  }

  function begin(): void {
    if (!session || shell) return
    shell = createShell(config, session.options, session.given, holders)
    shell.launcher.onclick = () => setOpen(!open)
    place()
    showOpen()
    if (open || calls.size) startWindow()
    else (window.requestIdleCallback ?? setTimeout)(startWindow, IDLE)
  }

  function startWindow(): void {
    if (session?.error && !shell) rejectCalls(session.error)
    if (!session || !shell || asked === session) return
    const mine = session
    const around = shell
    asked = mine
    const fail = (code: string, message?: string) => {
      const error = failure(code, message)
      mine.error = error
      mine.reject(error)
      if (session === mine) rejectCalls(error)
    }
    // some browsers keep the failure of an address for as long as the page lives
    config.windowUrl += '#'
    import(config.windowUrl).then(
      (script: { openWindow: typeof openWindow }) => {
        if (session !== mine) return
        chatWindow = script.openWindow(config, around, mine, {
          wanted: open,
          holders,
          calls,
          listeners,
          place,
          api,
          setOpen,
          showOpen,
          fail,
          removeShell,
          reopen() {
            open = true
            showOpen()
          },
        })
      },
      () => {
        if (session !== mine) return
        // without a network it is not counted
        tries -= +navigator.onLine
        if (tries > 0) {
          asked = null
          setTimeout(startWindow, IDLE.timeout)
        } else {
          // the browser's console names the address
          fail('chat_unreachable')
          removeShell()
        }
      },
    )
  }

  /** Places that the page asked for (`createInbox`, `createChatbox`) wait for the next user, unless `load` failed. */
  function rejectCalls(error: Error): void {
    calls.forEach((call, id) => {
      if (call.name[0] !== 'c' || session?.error || !api.widgetId) {
        calls.delete(id)
        call.reject(error)
      }
    })
  }

  /** A launcher that leads nowhere is not shown to visitors. */
  function removeShell(): void {
    if (chatWindow) chatWindow.close()
    else shell?.host.remove()
    shell = chatWindow = null
    open = false
  }

  /** The user is gone: nothing of theirs stays in the page. */
  function leave(code: string): void {
    const error = failure(code)
    session?.reject(error)
    rejectCalls(error)
    removeShell()
    session = null
  }

  // this early: listeners run in the order in which they were added, and the page's router must not react to our steps
  addEventListener('popstate', (event) => chatWindow?.popped(event))

  const api = {
    /** whose script this is; 0 after `destroy` */
    widgetId: config.widgetId,
    room_type: { dialog: 0, conference: 1, support: 3 } as const,

    load(opt?: unknown): Promise<void> {
      const given = Object(opt) as Given
      const options = cleanOptions(given, config)
      const { token } = options
      api.widgetId = config.widgetId
      if (session && !session.error && session.options.userId === options.userId) {
        if (token && token !== session.options.token) {
          session.options.token = token
          chatWindow?.send({ t: 'token', token })
        }
        place()
        return session.ready
      }
      if (session) leave('user_changed')
      const mine = { given, options, state: 'silent' } as Session
      session = mine
      mine.ready = logRejection(new Promise<void>((resolve, reject) => Object.assign(mine, { resolve, reject })))
      if (document.readyState === 'loading') addEventListener('DOMContentLoaded', begin)
      else begin()
      return mine.ready
    },

    on(event: string, listener: unknown): void {
      listeners.push([event, listener])
      chatWindow?.look()
    },

    off(event: string, listener?: unknown): void {
      listeners.splice(0, 1 / 0, ...listeners.filter(([name, one]) => name !== event || (listener && one !== listener)))
    },

    placeHolder(elementId?: unknown, title?: unknown): void {
      holders.push([text(elementId), text(title)])
      place()
    },

    openChat: () => setOpen(true),
    closeChat: () => setOpen(false),

    logout(): Promise<void> {
      const userId = session?.options.userId
      const forgotten =
        chatWindow?.logOut() ??
        import(config.windowUrl).then((script: { forget: typeof forget }) => script.forget(config, userId))
      leave('logged_out')
      return logRejection(forgotten)
    },

    destroy(): void {
      api.widgetId = holders.length = 0
      leave('destroyed')
      listeners.length = 0
    },
  }
  ANSWERED_LATER.forEach((name, at) => {
    ;(api as Record<string, unknown>)[name] = (...given: unknown[]) =>
      logRejection(
        new Promise((resolve, reject) => {
          calls.set(++lastCall, { name, given: at < 2 ? JSON.stringify(given) : given, resolve, reject })
          if (at < 2) setOpen(true)
          else startWindow()
          chatWindow?.look()
        }),
      )
  })
  return api as typeof api & Pick<ImbaChat, (typeof ANSWERED_LATER)[number]> satisfies ImbaChat
}

export type { ImbaChat }
