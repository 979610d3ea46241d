import type { LoaderConfig } from '@imbachat/protocol/page'
import type { FrameCall, ToFrame } from '../bridge/messages.ts'
import { failure } from './failure.ts'
import { cleanOptions, type Given, type LoadOptions, text } from './options.ts'
import { createShell, type Shell } from './shell.ts'
import type { ChatWindow, openWindow } from './window.ts'

/** One user (or guest) of the page, from `load` until another one comes. */
export interface Session {
  given: Given
  options: LoadOptions
  /** `silent` until the frame answers */
  state: 'silent' | 'starting' | 'ready' | 'failed'
  ready: Promise<void>
  resolve(): void
  reject(error: Error): void
}

/** From `placeHolder`: an element's id, which is the room's pipe, and the room's title. */
export type NamedHolder = [elementId: string | null, title: string | null]

export interface Call {
  call: FrameCall
  resolve(value: unknown): void
  reject(error: Error): void
}

/** A page that is never idle gets its chat after 3 s; a browser that can't tell takes the object for 0 ms. */
const IDLE = { timeout: 3000 } as IdleRequestOptions & number

/** Pages rarely catch: the console gets one clear line, and no "unhandled rejection" reaches their error trackers. */
function told<T>(promise: Promise<T>): Promise<T> {
  promise.catch((error: Error) => console.error(error.message))
  return promise
}

/** A page's own function: what it throws is shown and stops nothing. */
function attempt(run: unknown): void {
  try {
    ;(run as () => void)()
  } catch (error) {
    console.error(error)
  }
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
  /** Calls without an answer yet: they wait here for the frame, and go to it again when it was loaded anew. */
  const calls = new Map<number, Call>()
  let listeners: [event: string, listener: unknown][] = []
  const holders: NamedHolder[] = []

  /** @returns how many listened */
  const emit = (event: string): number => {
    const heard = listeners.filter(([name]) => name === event)
    for (const [, listener] of heard) attempt(listener)
    return heard.length
  }

  const send = (message: ToFrame) => chatWindow?.send(message)

  function setOpen(next: boolean): void {
    open = next
    startWindow()
    showOpen()
    if (next) chatWindow?.focus()
    else if (document.activeElement === shell?.host) shell?.launcher.focus()
  }

  function showOpen(): void {
    const shown = open || !!shell?.inline
    shell?.setOpen(shown)
    send({ t: 'shown', shown })
  }

  function place(): void {
    shell?.mount()
    chatWindow?.placeRooms()
  }

  function begin(): void {
    if (!session || shell) return
    shell = createShell(config, session.options, session.given, holders)
    shell.launcher.onclick = () => setOpen(!open)
    showOpen()
    if (open) startWindow()
    else (window.requestIdleCallback ?? setTimeout)(startWindow, IDLE)
  }

  function startWindow(): void {
    if (!session || !shell || asked === session) return
    const mine = session
    const around = shell
    asked = mine
    const fail = (code: string, message: string) => {
      const error = failure(code, message)
      mine.reject(error)
      if (session !== mine) return
      mine.state = 'failed'
      rejectCalls(error)
    }
    import(config.windowUrl).then(
      (script: { openWindow: typeof openWindow }) => {
        if (session !== mine) return
        chatWindow = script.openWindow(config, around, mine, {
          wanted: open,
          holders,
          calls,
          attempt,
          emit,
          load: api.load,
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
        fail('chat_unreachable', `no answer from ${config.chatOrigin}`)
        if (session === mine) removeShell()
      },
    )
  }

  function rejectCalls(error: Error): void {
    for (const { reject } of calls.values()) reject(error)
    calls.clear()
  }

  /** A launcher that leads nowhere is not shown to visitors. */
  function removeShell(): void {
    chatWindow?.close()
    shell?.host.remove()
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

  /** Opens the window and asks its frame, which judges what the page passed. What can't even be told rejects. */
  const ask = (name: FrameCall['name'], given: unknown): Promise<unknown> =>
    told(
      new Promise((resolve, reject) => {
        const call = { name, given: JSON.stringify(given) }
        calls.set(++lastCall, { call, resolve, reject })
        send({ t: 'call', id: lastCall, call })
        setOpen(true)
      }),
    )

  // this early: listeners run in the order in which they were added, and the page's router must not hear our steps
  addEventListener('popstate', (event) => chatWindow?.popped(event))

  const api = {
    /** whose script this is; 0 after `destroy` */
    widgetId: config.widgetId,
    room_type: { dialog: 0, conference: 1, support: 3 },

    load(opt?: unknown): Promise<void> {
      const given = Object(opt) as Given
      const options = cleanOptions(given, config)
      const { token } = options
      api.widgetId = config.widgetId
      if (session && session.state !== 'failed' && session.options.userId === options.userId) {
        if (token && token !== session.options.token) {
          session.options.token = token
          send({ t: 'token', token })
        }
        place()
        return session.ready
      }
      if (session) leave('user_changed')
      const mine = { given, options, state: 'silent' } as Session
      session = mine
      mine.ready = told(new Promise<void>((resolve, reject) => Object.assign(mine, { resolve, reject })))
      if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin)
      else begin()
      return mine.ready
    },

    on(event: string, listener: unknown): void {
      listeners.push([event, listener])
      if (event === 'imbaChat.loaded' && session?.state === 'ready') attempt(listener)
    },

    /** a user's id; then a profile and a permission token, or both and more in one object */
    openDialog: (...given: unknown[]): Promise<unknown> => ask('openDialog', given),

    addToRoom: (room?: unknown): Promise<unknown> => ask('addToRoom', room),

    placeHolder(elementId?: unknown, title?: unknown): void {
      holders.push([text(elementId), text(title)])
      place()
    },

    openChat: () => setOpen(true),
    closeChat: () => setOpen(false),

    logout(): void {
      send({ t: 'logout' })
      leave('logged_out')
    },

    destroy(): void {
      leave('destroyed')
      listeners = []
      holders.length = 0
      api.widgetId = 0
    },
  }
  return api
}

export type ImbaChat = ReturnType<typeof createChat>
