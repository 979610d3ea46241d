import type { RoomHolder, ToFrame } from '../bridge/messages.ts'
import type { NamedHolder } from './chat.ts'
import type { ChatFrame } from './chat-frame.ts'

const styles = `:host{all:initial!important;display:block!important;height:100%!important;min-height:420px!important}
iframe{display:block;width:100%;height:100%;min-height:inherit;border:0;visibility:hidden}
iframe.live{visibility:visible}
.dark{color-scheme:dark}
.auto{color-scheme:light dark}`

export interface RoomHolders {
  /** Puts a room into each of these elements, and into those that the page marked; where one stands already it stays. */
  place(named: readonly NamedHolder[]): void
  /** To the frames of all rooms. */
  send(message: ToFrame): void
  close(): void
}

/**
 * Public rooms inside the page's own elements, each a frame of its own.
 *
 * @param createFrame a frame that shows this room alone; `live` when it may be seen
 */
export function createRoomHolders(
  theme: string,
  createFrame: (room: RoomHolder, live: () => void) => ChatFrame,
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
    root.append(frame.element)
    holder.append(host)
    placed.set(host, frame)
  }

  return {
    place(named) {
      for (const host of [...placed.keys()]) if (!host.isConnected) placed.delete(host)
      const marked = document.querySelectorAll<HTMLElement>('[data-imbachat_chat_ph="1"]:not(#imbachat_holder)')
      const wanted = new Map<HTMLElement, RoomHolder>()
      for (const holder of marked) {
        const { id, dataset } = holder
        if (id) wanted.set(holder, { pipe: id, title: dataset.title ?? null })
      }
      for (const [id, title] of named) {
        const holder = id === null ? null : document.getElementById(id)
        if (holder) wanted.set(holder, { pipe: holder.id, title: title ?? wanted.get(holder)?.title ?? null })
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
