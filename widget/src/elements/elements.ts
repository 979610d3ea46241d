import type { Conversation, ImbaChat, Mount } from '../page-types.ts'

/** Milliseconds between two checks of whether the widget's script has run, in pages with elements of their own. */
const POLL_MS = 50

type Page = Window & { imbaApi?: ImbaChat }

/** An element whose id is one of our names, which users may have written, has no `load`. */
async function theChat(): Promise<ImbaChat> {
  for (;;) {
    const { imbaApi } = window as Page
    if (typeof imbaApi?.load === 'function') return imbaApi
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

const sheet = (css: string) => {
  const made = new CSSStyleSheet()
  made.replaceSync(css)
  return made
}

const PLACE = sheet(':host{display:block}:host([hidden]){display:none}')
const BADGE =
  sheet(`:host{display:inline-block;min-width:1em;padding:0 .4em;border-radius:1em;background:#d92d20;color:#fff;font-size:.75em;line-height:1.5;font-weight:600;text-align:center;vertical-align:.15em;direction:ltr}
:host([hidden]),:host(:not([count])){display:none}`)

/** Takes its own place in the page for the chat while it is in the document. It draws nothing itself. */
abstract class Place extends HTMLElement {
  #mount: Promise<Mount> | null = null

  constructor() {
    super()
    const root = this.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [PLACE]
    root.append(document.createElement('slot'))
  }

  /** @returns null: its attributes do not name what to show yet */
  abstract take(chat: ImbaChat): Promise<Mount> | null

  connectedCallback(): void {
    this.#fill()
  }

  disconnectedCallback(): void {
    this.#free()
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now || !this.isConnected) return
    // a page may sign one at each of its changes: the next one is for the next time that the room is shown
    if (name === 'permission' && before && now) return
    this.#free()
    this.#fill()
  }

  #fill(): void {
    const mine: Promise<Mount> = theChat().then((chat) => {
      const taken = this.#mount === mine && this.isConnected ? this.take(chat) : null
      return taken ?? { destroy() {} }
    })
    this.#mount = mine
    // the console has the reason
    mine.catch(() => {})
  }

  #free(): void {
    this.#mount?.then(({ destroy }) => destroy()).catch(() => {})
    this.#mount = null
  }
}

/** `<imba-inbox>`: list and conversation. */
class InboxElement extends Place {
  take(chat: ImbaChat) {
    return chat.createInbox(this)
  }
}

/** `<imba-room>`: one conversation, by `room`, `user` or `pipe`. */
class RoomElement extends Place {
  static observedAttributes = ['room', 'user', 'pipe', 'permission']

  take(chat: ImbaChat) {
    const [room, user, pipe] = ['room', 'user', 'pipe'].map((name) => this.getAttribute(name) || null)
    if (!room && !user && !pipe) return null
    const named = {
      room,
      user,
      pipe,
      permission: this.getAttribute('permission'),
      title: this.getAttribute('room-title'),
    }
    return chat.createChatbox(
      this,
      Object.fromEntries(Object.entries(named).filter(([, value]) => value)) as Conversation,
    )
  }
}

/** `<imba-unread>`: how many conversations have unread messages; nothing if none. */
class UnreadElement extends HTMLElement {
  #stop: (() => void) | null = null

  constructor() {
    super()
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [BADGE]
  }

  connectedCallback(): void {
    let gone = false
    const show = (rooms: number) => {
      if (gone || !this.shadowRoot) return
      this.shadowRoot.textContent = rooms > 99 ? '99+' : `${rooms}`
      if (rooms > 0) this.setAttribute('count', `${rooms}`)
      else this.removeAttribute('count')
    }
    const changed = ({ rooms }: { rooms: number }) => show(rooms)
    let chat: ImbaChat | null = null
    this.#stop = () => {
      gone = true
      chat?.off('unread.changed', changed)
    }
    void theChat().then((found) => {
      if (gone) return
      chat = found
      chat.on('unread.changed', changed)
      chat.getUnreadCount().then(show, () => {})
    })
  }

  disconnectedCallback(): void {
    this.#stop?.()
  }
}

const ELEMENTS = { 'imba-inbox': InboxElement, 'imba-room': RoomElement, 'imba-unread': UnreadElement }
for (const [name, element] of Object.entries(ELEMENTS)) {
  if (!customElements.get(name)) customElements.define(name, element)
}
