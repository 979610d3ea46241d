import type { RoomHolder, ToFrame } from '../bridge/messages.ts'
import type { NamedHolder } from './chat.ts'
import type { ChatFrame } from './chat-frame.ts'

/** `i` is the lower edge, where the button to send is. */
const styles = `:host{all:initial!important;display:block!important;position:relative!important;height:100%!important;min-height:420px!important}
iframe{display:block;width:100%;height:100%;min-height:inherit;border:0;visibility:hidden}
i{position:absolute;inset:auto 0 0;height:72px;pointer-events:none}
iframe.live{visibility:visible}
.dark{color-scheme:dark}
.auto{color-scheme:light dark}`

export interface RoomHolders {
  /** Puts a room into each of these elements and those with `data-imbachat-room`, unless it has one. */
  place(named: readonly NamedHolder[]): void
  /** To the frames of all rooms. */
  send(message: ToFrame): void
  close(): void
}

/**
 * Public rooms inside the page's own elements, each a frame of its own.
 *
 * @param declared elements with `data-imbachat-room` count
 * @param createFrame a frame that shows this room alone; `live` when it may be seen
 * @param edgeMade hears of each room's lower edge
 */
export function createRoomHolders(
  theme: string,
  declared: boolean,
  createFrame: (room: RoomHolder, live: () => void) => ChatFrame,
  edgeMade: (edge: Element) => void,
): RoomHolders {
  const placed = new Map<HTMLElement, ChatFrame>()

  function show(holder: HTMLElement, room: RoomHolder): void {
    const host = document.createElement('div')
    const root = host.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(styles)
    root.adoptedStyleSheets = [sheet]
    const frame = createFrame(room, () => frame.element.classList.add('live'))
    frame.element.className = theme
    // a room far down the page costs nothing until the visitor comes near
    frame.element.loading = 'lazy'
    const edge = document.createElement('i')
    root.append(frame.element, edge)
    holder.append(host)
    edgeMade(edge)
    placed.set(host, frame)
  }

  return {
    place(named) {
      for (const host of [...placed.keys()]) if (!host.isConnected) placed.delete(host)
      const wanted = new Map<HTMLElement, RoomHolder>()
      const marked = declared ? document.querySelectorAll<HTMLElement>('[data-imbachat-room]') : []
      for (const holder of marked) {
        const { imbachatRoom: pipe, title } = holder.dataset
        if (pipe) wanted.set(holder, { pipe, title: title ?? null })
      }
      for (const [id, title] of named) {
        const holder = id === null ? null : document.getElementById(id)
        if (holder) wanted.set(holder, { pipe: holder.id, title: title ?? holder.dataset.title ?? null })
        else console.warn(`ImbaChat: placeHolder: this page has no element with the id ${id}`)
      }
      const taken = new Set([...placed.keys()].map((host) => host.parentElement))
      for (const [holder, room] of wanted) if (!taken.has(holder)) show(holder, room)
    },
    send(message) {
      for (const frame of placed.values()) frame.send(message)
    },
    close() {
      for (const host of placed.keys()) host.remove()
      placed.clear()
    },
  }
}
