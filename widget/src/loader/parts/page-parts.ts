import type { LoaderConfig } from '@imbachat/protocol/page/page-config'
import type { Looks, PageOptions, RoomHolder, ToChatFrame } from '../../bridge/messages.ts'
import type { ChatFrame } from '../chat-frame.ts'
import { failure } from '../failure.ts'
import { type Given, text, windowOptions } from '../options.ts'
import type { Holder, Loader, Session } from '../session.ts'
import type { Shell } from '../shell.ts'
import { badgeFavicon, markTitle } from './attention.ts'
import { createPageBrand } from './page-brand.ts'
import { fetchFonts } from './page-fonts.ts'
import { createPageRooms } from './page-rooms.ts'

interface Surroundings {
  config: LoaderConfig
  shell: Shell
  session: Session
  loader: Loader
  looks: Looks
  /** of the chat */
  title: string
  /** the chat's own, in the window or the inbox */
  frame: ChatFrame
  introduction(): Promise<PageOptions | null>
  renewToken(): void
  emit(event: string, detail?: unknown): number
  isShown(): boolean
  unread(): number
  /** name of the caller, in the chat's language; null while no call rings */
  ringing(): string | null
}

export interface PageParts {
  /** Looks for new calls, listeners and places, and for news that listeners want. */
  look(): void
  /** The chat's frame has loaded, perhaps not for the first time. */
  introduced(): void
  /** To the rooms in the page. */
  send(message: ToChatFrame): void
  close(): void
}

/** Path of the script with the custom elements; the bundler puts it here. */
declare const ELEMENTS: string

const OFF = "the widget's setting Conversations from page markup is off"

/**
 * Milliseconds until the chat acts on a removed place. The pause doubles each time, up to `CALM`. It is short again
 * when nothing was removed for `CALM`.
 */
const TIDY_AFTER = 50
const CALM = 30_000

const EVENTS = [
  'message.new',
  'message.sent',
  'unread.changed',
  'dialog.opened',
  'button.pressed',
  'chat.opened',
  'chat.closed',
  'error',
]
const OF_LOADER = ['imbaChat.loaded', 'imbaChat.tokenExpired']

/**
 * Parts of the page's half that few pages need: rooms and the inbox in the page's own elements, events, looks of the
 * page's own, counts in title and icon. The third script of the loader.
 */
export function createPageParts(around: Surroundings): PageParts {
  const { config, shell, session, loader, looks, frame, emit } = around
  const { updateTitle, useFaviconBadge } = windowOptions(session.given, config)
  const rooms = createPageRooms({ ...around, holders: loader.holders })
  const brand = createPageBrand(config, shell.root, frame.element)
  /** how many of the page's handles hold a place */
  const handles = new Map<Holder, number>()
  const warned = new Set<string>()
  let listening = false
  let closed = false
  /** counts the looks: files of a font that come late are not for the next ones */
  let applied = 0
  let wasOpen = false
  let counted: number | null = null

  // pages take elements away and put them back as they like
  let tidying: ReturnType<typeof setTimeout> | undefined
  let pause = TIDY_AFTER
  let tidiedAt = 0
  const observer = new MutationObserver(() => {
    const gone = loader.holders.some(([, , element]) => element && !element.isConnected)
    if (tidying || !(gone || !shell.host.isConnected || !rooms.intact())) return
    // if a page removes the chat each time, the chat comes back more and more seldom
    pause = Date.now() - tidiedAt > CALM ? TIDY_AFTER : pause * 2
    tidying = setTimeout(tidy, Math.min(pause, CALM))
  })
  observer.observe(document, { childList: true, subtree: true })

  function tidy(): void {
    tidying = undefined
    tidiedAt = Date.now()
    for (const holder of [...loader.holders]) if (holder[2] && !holder[2].isConnected) drop(holder)
    place()
  }

  function place(): void {
    loader.place()
    loader.showOpen()
  }

  function drop(holder: Holder): void {
    handles.delete(holder)
    const at = loader.holders.indexOf(holder)
    if (at >= 0) loader.holders.splice(at, 1)
  }

  /** Takes an element for the chat, or for one room. It is free again when each handle is destroyed. */
  function hold(call: string, given: unknown, room?: RoomHolder): { destroy(): void } {
    const element = given instanceof Element ? given : document.getElementById(`${text(given)}`)
    if (!element?.isConnected) {
      throw failure('invalid_field', `${call}: expects an element of the page or its id, not ${describe(given)}`)
    }
    const same = (one: Holder) => one[2] === element && JSON.stringify(one[3]) === JSON.stringify(room)
    for (const other of loader.holders) if (other[2] === element && !same(other)) drop(other)
    const known = loader.holders.find(same)
    const holder: Holder = known ?? [null, null, element, room]
    if (!known) loader.holders.push(holder)
    handles.set(holder, (handles.get(holder) ?? 0) + 1)
    place()
    let held = true
    return {
      destroy() {
        if (!held) return
        held = false
        const left = (handles.get(holder) ?? 0) - 1
        handles.set(holder, left)
        if (left > 0 || !loader.holders.includes(holder)) return
        drop(holder)
        place()
      },
    }
  }

  function apply(theme: unknown): void {
    const own = theme === undefined || theme === null ? {} : theme
    looks.theme = windowOptions({ theme: own }, config).theme
    looks.brand = brand.apply(own)
    shell.body.classList.remove('default', 'dark', 'auto')
    if (looks.theme) shell.body.classList.add(looks.theme)
    rooms.apply(looks.theme)
    loader.showOpen()
    const mine = ++applied
    looks.fonts = undefined
    if (Object(own) !== own || !(own as Given).fontFiles) return
    void fetchFonts(own).then((fonts) => {
      if (mine !== applied || closed) return
      looks.fonts = fonts
      send({ t: 'looks', looks })
    })
  }

  const send = (message: ToChatFrame) => {
    frame.send(message)
    rooms.send(message)
  }

  const answers: Record<string, (...given: unknown[]) => unknown> = {
    async getUnreadCount() {
      await session.ready
      return around.unread()
    },
    setTheme(theme) {
      session.given = { ...session.given, theme }
      apply(theme)
      send({ t: 'looks', looks })
    },
    setLanguage(language) {
      session.options.language = text(language) ?? config.language ?? text(document.documentElement.lang)
      loader.showOpen()
      send({ t: 'language', language: session.options.language })
    },
    createInbox(element) {
      const other = loader.holders.find((one) => one[2]?.isConnected && !one[3])
      const handle = hold('createInbox', element)
      if (other && loader.holders.filter((one) => one[2]?.isConnected && !one[3]).length > 1) {
        console.warn('ImbaChat: createInbox: this page has an inbox already; the other element stays empty meanwhile')
      }
      return handle
    },
    createChatbox(element, what) {
      const room = readRoom(what)
      // Markup may be of users: the page's visitors must not join their rooms, nor show up in their dialogs.
      if (!('room' in room) && !config.pageRooms && element instanceof Element && element.matches('imba-room')) {
        throw failure('not_permitted', `<imba-room>: ${OFF}`)
      }
      return hold('createChatbox', element, room)
    },
  }

  function answerCalls(): void {
    for (const [id, { name, given, resolve, reject }] of loader.calls) {
      const answer = answers[name]
      if (!answer) continue
      loader.calls.delete(id)
      new Promise((done) => done(answer(...(given as unknown[])))).then(resolve, reject)
    }
  }

  function introduced(): void {
    if (listening) frame.send({ t: 'listen' })
  }

  /** Sends listeners the changes since the last call. */
  function notifyListeners(): void {
    for (const [name] of loader.listeners) {
      if (EVENTS.includes(name)) {
        if (!listening) {
          listening = true
          introduced()
        }
      } else if (!OF_LOADER.includes(name) && !warned.has(name)) {
        warned.add(name)
        console.warn(
          `ImbaChat: on: there is no event ${describe(name)}; there are ${[...OF_LOADER, ...EVENTS].join(', ')}`,
        )
      }
    }
    const isOpen = around.isShown() && !shell.inline
    if (isOpen !== wasOpen) {
      wasOpen = isOpen
      emit(isOpen ? 'chat.opened' : 'chat.closed', {})
    }
    const unread = around.unread()
    markTitle(around.ringing(), updateTitle ? unread : null)
    if (useFaviconBadge) badgeFavicon(unread)
    if (session.state === 'ready' && unread !== counted) {
      counted = unread
      emit('unread.changed', { rooms: unread })
    }
  }

  if (Object(session.given.theme) === session.given.theme) apply(session.given.theme)

  return {
    look() {
      if (config.pageElements !== false) defineElements()
      answerCalls()
      if (!config.pageRooms && !warned.has(OFF) && document.querySelector('[data-imbachat-room]')) {
        warned.add(OFF)
        console.warn(`ImbaChat: data-imbachat-room: ${OFF}`)
      }
      rooms.place()
      notifyListeners()
    },
    introduced,
    send: rooms.send,
    close() {
      closed = true
      observer.disconnect()
      clearTimeout(tidying)
      rooms.close()
    },
  }
}

let defining: Promise<unknown> | null = null

/** Once the page has one, all that come later are filled. */
function defineElements(): void {
  if (defining || !document.querySelector('imba-inbox,imba-room,imba-unread')) return
  defining = import(new URL(ELEMENTS, import.meta.url).href).catch((error: unknown) => {
    defining = null
    console.error(error)
  })
}

/** @throws Error */
function readRoom(given: unknown): RoomHolder {
  const { room, user, pipe, title, permission, context } = Object(given) as Given
  const named = [room, user, pipe].filter((one) => text(one) !== null)
  if (named.length !== 1) {
    throw failure('invalid_field', 'createChatbox: expects one of room (its id), user (their id) and pipe')
  }
  const shown = text(title)
  if (text(pipe) !== null) return { title: shown, pipe: `${pipe}` }
  if (text(user) !== null) return { title: shown, dialog: JSON.stringify([user, { permission, context }]) }
  if (!(Number(room) > 0)) throw failure('invalid_field', `createChatbox: room must be a number, not ${describe(room)}`)
  return { title: shown, room: Number(room) }
}

/** For a developer's console. */
function describe(value: unknown): string {
  return typeof value === 'string'
    ? `"${value.slice(0, 40)}"`
    : Object(value) === value
      ? 'an object'
      : `${String(value)}`
}
