import type { LoaderConfig } from '@imbachat/protocol/page/page-config'
import type { Looks, PageOptions, RoomHolder, ToPage } from '../../bridge/messages.ts'
import { type ChatFrame, createChatFrame } from '../chat-frame.ts'
import type { Holder, Session } from '../session.ts'
import type { Shell } from '../shell.ts'
import { createRoomHolders } from './room-holders.ts'
import { watchCorner } from './watch-corner.ts'

interface Surroundings {
  config: LoaderConfig
  /** has the launcher, which is hidden when it is in the way */
  shell: Shell
  looks: Looks
  /** names a room's frame, when the page gives no name */
  title: string
  session: Session
  /** places that the page named; more may be added */
  holders: readonly Holder[]
  introduction(): Promise<PageOptions | null>
  renewToken(): void
  emit(event: string, detail?: unknown): void
}

/** The rooms in the page, and the launcher, which is hidden or raised where it would cover them. */
export function createPageRooms(around: Surroundings) {
  const { config, shell, session, looks, title, holders, introduction, renewToken, emit } = around
  const { body } = shell
  const { position } = session.options
  /** the room in which the visitor writes */
  let writer: ChatFrame | null = null
  /** frames that have not come yet */
  const awaited = new Set<HTMLIFrameElement>()
  addEventListener('online', loadAwaited)
  const corner = watchCorner(position, (covers) => body.classList.toggle('raised', covers))
  const rooms = createRoomHolders(() => looks.theme, !!config.pageRooms, createFrame, corner.watch)

  function createFrame(room: RoomHolder, live: () => void): ChatFrame {
    const introduce = async () => {
      const given = await introduction()
      return given && { ...given, place: 'inline' as const, draggable: false, resizable: false, room }
    }
    const named = room.title ?? ('pipe' in room ? room.pipe : title)
    const receive = (message: ToPage) => {
      if (message.t === 'connected') {
        awaited.delete(frame.element)
        live()
      }
      if (message.t === 'tokenExpired') renewToken()
      if (message.t === 'reload') location.reload()
      if (message.t === 'writing') {
        if (message.writing) writer = frame
        else if (writer === frame) writer = null
        updateLauncher()
      }
      if (message.t === 'event') emit(message.name, message.detail)
    }
    const frame = createChatFrame(config, named, introduce, receive, () => frame.send({ t: 'listen' }))
    awaited.add(frame.element)
    return frame
  }

  /** The network may have been away when they were fetched. */
  function loadAwaited(): void {
    for (const element of awaited) {
      if (element.isConnected) element.src = `${element.src}`
      else awaited.delete(element)
    }
  }

  /** While the visitor writes in a room, a small screen has no place for the launcher beside the keyboard. */
  function updateLauncher(): void {
    body.classList.toggle('writing', !!writer?.element.isConnected)
  }

  return {
    /** Fills the places that the page has for rooms, as far as they are empty. */
    place() {
      rooms.place(holders)
      updateLauncher()
    },
    send: rooms.send,
    intact: rooms.intact,
    apply: rooms.apply,
    close() {
      rooms.close()
      corner.stop()
      removeEventListener('online', loadAwaited)
    },
  }
}
