import type { LoaderConfig } from '@imbachat/protocol/page'
import type { PageOptions, RoomHolder, ToFrame } from '../bridge/messages.ts'
import type { NamedHolder } from './chat.ts'
import { type ChatFrame, createChatFrame } from './chat-frame.ts'
import { watchCorner } from './make-way.ts'
import { createRoomHolders } from './room-holders.ts'

interface Surroundings {
  config: LoaderConfig
  /** the launcher's parent, which is told when it is in the way */
  body: HTMLElement
  theme: string
  position: 'left' | 'right'
  /** places that the page named; more may be added */
  holders: readonly NamedHolder[]
  introduction(): Promise<PageOptions | null>
  renewToken(): void
}

/** The rooms in the page, and the launcher, which makes way for them. */
export function createPageRooms({ config, body, theme, position, holders, introduction, renewToken }: Surroundings): {
  /** Fills the places that the page has for rooms, as far as they are empty. */
  place(): void
  send(message: ToFrame): void
  close(): void
} {
  /** the room in which the visitor writes */
  let writer: ChatFrame | null = null
  const corner = watchCorner(position, (covers) => body.classList.toggle('raised', covers))
  const rooms = createRoomHolders(theme, config.pageRooms !== false, createFrame, corner.watch)

  function createFrame(room: RoomHolder, live: () => void): ChatFrame {
    const introduce = async () => {
      const given = await introduction()
      return given && { ...given, place: 'inline' as const, draggable: false, resizable: false, room }
    }
    const frame = createChatFrame(config, room.title ?? room.pipe, introduce, (message) => {
      if (message.t === 'connected') live()
      if (message.t === 'tokenExpired') renewToken()
      if (message.t === 'writing') {
        if (message.writing) writer = frame
        else if (writer === frame) writer = null
        makeWay()
      }
    })
    return frame
  }

  /** On a small screen there is no place for the launcher beside that room's keyboard. */
  function makeWay(): void {
    body.classList.toggle('writing', !!writer?.element.isConnected)
  }

  return {
    place() {
      rooms.place(holders)
      makeWay()
    },
    send: rooms.send,
    close() {
      rooms.close()
      corner.stop()
    },
  }
}
