import type { Looks, RoomHolder, ToChatFrame } from '../../bridge/messages.ts'
import type { ChatFrame } from '../chat-frame.ts'
import type { Holder } from '../session.ts'

/** `i` is the lower edge, where the button to send is. */
const styles = `:host{all:initial!important;display:block!important;position:relative!important;height:100%!important;min-height:420px!important}
iframe{display:block;width:100%;height:100%;min-height:inherit;border:0;visibility:hidden}
i{position:absolute;inset:auto 0 0;height:72px;pointer-events:none}
iframe.live{visibility:visible}
.dark{color-scheme:dark}
.auto{color-scheme:light dark}`

export interface RoomHolders {
  /** Puts its room into each of these elements and those with `data-imbachat-room`; takes other rooms away. */
  place(named: readonly Holder[]): void
  /** No frame was taken out of the page. */
  intact(): boolean
  apply(theme: Looks['theme']): void
  /** To the frames of all rooms. */
  send(message: ToChatFrame): void
  close(): void
}

/**
 * Public rooms inside the page's own elements, each a frame of its own.
 *
 * @param declared elements with `data-imbachat-room` count
 * @param createFrame a frame that shows this room alone; `live` when it may be seen
 * @param edgeMade is called with each room's lower edge
 */
export function createRoomHolders(
  theme: () => Looks['theme'],
  declared: boolean,
  createFrame: (room: RoomHolder, live: () => void) => ChatFrame,
  edgeMade: (edge: Element) => void,
): RoomHolders {
  const placed = new Map<HTMLElement, { holder: Element; frame: ChatFrame; room: RoomHolder }>()
  const missing = new Set<string | null>()

  function show(holder: Element, room: RoomHolder): void {
    const host = document.createElement('div')
    // Turbo keeps copies of pages, without what is in a shadow
    host.dataset.turboTemporary = ''
    const root = host.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(styles)
    root.adoptedStyleSheets = [sheet]
    const { imbachatRead: read } = (holder as HTMLElement).dataset
    const frame = createFrame({ ...room, read }, () => frame.element.classList.add('live'))
    frame.element.className = `${theme()}`
    // a room far down the page costs nothing until the visitor comes near
    frame.element.loading = 'lazy'
    const edge = document.createElement('i')
    root.append(frame.element, edge)
    holder.append(host)
    edgeMade(edge)
    placed.set(host, { holder, frame, room })
  }

  function wanted(named: readonly Holder[]): Map<Element, RoomHolder> {
    const rooms = new Map<Element, RoomHolder>()
    const marked = declared ? document.querySelectorAll<HTMLElement>('[data-imbachat-room]') : []
    for (const holder of marked) {
      const { imbachatRoom: pipe, title } = holder.dataset
      if (pipe) rooms.set(holder, { pipe, title: title ?? null })
    }
    for (const [id, title, element, room] of named) {
      if (element) {
        if (room) rooms.set(element, room)
        continue
      }
      const holder = id === null ? null : withId(id)
      if (holder) rooms.set(holder, { pipe: holder.id, title: title ?? holder.dataset.title ?? null })
      else if (!missing.has(id)) console.warn(`ImbaChat: placeHolder: this page has no element with the id ${id}`)
      if (!holder) missing.add(id)
    }
    return rooms
  }

  return {
    place(named) {
      const rooms = wanted(named)
      for (const [host, { holder, frame, room }] of placed) {
        const now = rooms.get(holder)
        if (host.parentNode === holder && host.isConnected && now && isSame(now, room)) {
          rooms.delete(holder)
          // the title of a room that has a name of its own is for its first visit
          if (!('dialog' in now) || JSON.stringify(now) === JSON.stringify(room)) continue
          // a frame that has not loaded yet gets it with the rest
          Object.assign(room, now)
          frame.send({ t: 'room', room })
        } else {
          host.remove()
          placed.delete(host)
        }
      }
      for (const [holder, room] of rooms) show(holder, room)
    },
    intact: () => [...placed.keys()].every((host) => host.isConnected),
    apply(theme) {
      for (const { frame } of placed.values()) {
        frame.element.classList.remove('default', 'dark', 'auto')
        frame.element.classList.add(`${theme}`)
      }
    },
    send(message) {
      for (const { frame } of placed.values()) frame.send(message)
    },
    close() {
      for (const host of placed.keys()) host.remove()
      placed.clear()
    },
  }
}

/**
 * The page's own element: text of an author before it may have the same id, and would make members of those who read.
 */
const withId = (id: string): HTMLElement | null =>
  document.querySelector(`[id="${CSS.escape(id)}"][data-imbachat-read]`) ?? document.getElementById(id)

/** The same conversation, whatever the page says about it. */
const isSame = (one: RoomHolder, other: RoomHolder): boolean => identity(one) === identity(other)

function identity(room: RoomHolder): string {
  if (!('dialog' in room)) return JSON.stringify({ ...room, title: null })
  const [user, { permission, context }] = JSON.parse(room.dialog)
  return JSON.stringify([user, !permission, context?.id])
}
