import type { RoomSummary } from '@imbachat/sdk'
import { roomActs } from '@imbachat/sdk/room-acts'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { sendUnsentMessages } from '../attaching/unsent-messages.ts'
import { syncDrafts } from '../composer/draft-sync.ts'
import { createLongPress } from '../core/long-press.ts'
import { useViewContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { sendUnsentDeletions } from '../message-acts/deleting.ts'
import { watchPush } from '../notifications/browser-push.ts'
import { sendUnsentPins } from '../pins/unsent-pins.ts'
import { sendUnsentDeclines } from '../requests/declining.ts'
import { RoomMenu } from '../room/room-menu.tsx'
import type { MenuPlace } from '../ui/menu.tsx'
import { showHeldInList } from './held-in-list.ts'
import { Toast } from './toast.tsx'

/** The menu of a conversation in the list, by a right click, a long press or the keyboard; and what comes of it. */
export function ConversationMenu({ chat }: { chat: ChatModel }) {
  const { frame } = useViewContext()
  const menu = useSignal<{ room: RoomSummary; place: MenuPlace } | null>(null)

  useEffect(() => {
    function ask(element: Element | null, x: number, y: number): boolean {
      const from = element?.closest<HTMLElement>('.list [data-room]')
      const room = from && chat.known(Number(from.dataset.room))
      if (room) menu.value = { room, place: { x, y, from } }
      return room !== undefined && room !== null
    }
    function onContextMenu(event: MouseEvent): void {
      if (ask(event.target as Element, event.clientX, event.clientY)) event.preventDefault()
    }
    const press = createLongPress((_, x, y) => void ask(document.elementFromPoint(x, y), x, y))
    const inList = (event: TouchEvent) => (event.target as Element | null)?.closest('.list [data-room]') != null
    const onStart = (event: TouchEvent) => {
      if (inList(event)) press.onTouchStart(event as TouchEvent & { currentTarget: HTMLElement })
    }
    const onEnd = (event: TouchEvent) => {
      if (inList(event)) press.onTouchEnd(event)
    }
    const listeners = [
      ['contextmenu', onContextMenu],
      ['touchstart', onStart],
      ['touchmove', press.onTouchMove],
      ['touchend', onEnd],
      ['touchcancel', press.onTouchCancel],
    ] as const
    for (const [type, listener] of listeners) {
      document.addEventListener(type, listener as EventListener, {
        passive: type !== 'touchend' && type !== 'contextmenu',
      })
    }
    return () => {
      for (const [type, listener] of listeners) document.removeEventListener(type, listener as EventListener)
    }
  }, [chat])

  useEffect(() => {
    // messages that wait from the page before, and from other devices
    const ends = [
      showHeldInList(chat),
      sendUnsentDeletions(chat),
      sendUnsentDeclines(chat),
      syncDrafts(chat),
      sendUnsentPins(chat),
      sendUnsentMessages(chat),
      watchPush(frame, chat),
    ]
    return () => {
      for (const end of ends) end()
    }
  }, [chat])

  const opened = chat.selectedRoomId.value
  useEffect(() => {
    const isMarked = opened !== null && chat.flags.peek().get(opened)?.unread?.marked
    // a mark that can't be taken away now stays
    if (isMarked)
      roomActs(chat.client)
        .mark(opened, false)
        .catch(() => {})
  }, [opened])

  return (
    <>
      {menu.value && <RoomMenu chat={chat} {...menu.value} close={() => (menu.value = null)} />}
      <Toast chat={chat} />
    </>
  )
}
