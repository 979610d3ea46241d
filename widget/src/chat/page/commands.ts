import { effect, type Signal } from '@preact/signals'
import type { ChatFrameEvent, PageCommand, PageOptions, ToPage } from '../../bridge/messages.ts'
import { when } from '../core/when.ts'
import type { ChatFrameWorld, SingleRoom } from '../frame/chat-frame-model.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { PUSH_ANSWERED } from '../notifications/push-event.ts'

interface ChatFrameState {
  options: Signal<PageOptions | null>
  chat: Signal<ChatModel | null>
  single: Signal<SingleRoom | null>
  send(message: ToPage): void
  applyLooks: ChatFrameWorld['applyLooks']
}

/** Sends an event to the page, if the page listens. */
export let emit: (event: ChatFrameEvent) => void = () => {}

let listening = false

/** Does what the page wants while the chat is there. */
export async function runCommand(
  command: PageCommand,
  { options, chat, single, send, applyLooks }: ChatFrameState,
): Promise<void> {
  const given = options.peek()
  if (!given) return
  switch (command.t) {
    case 'listen':
      if (!listening) {
        listenToSent(chat, send)
        // events of all rooms are reported by the frame of the whole chat
        if (given.room === null) listen(chat, send)
      }
      listening = true
      emit = (event) => send({ t: 'event', ...event })
      return
    case 'looks':
      await applyLooks(command.looks)
      // the language may have changed meanwhile
      options.value = { ...(options.peek() ?? given), ...command.looks }
      return
    case 'language':
      options.value = { ...given, language: command.language }
      return
    case 'pushed':
      dispatchEvent(new CustomEvent(PUSH_ANSWERED, { detail: command.result }))
      return
    case 'room':
      await when(() => single.value !== null)
      return single.peek()?.describe(command.room)
    default:
      return command satisfies never
  }
}

/** Reports to the page each message that the user sent in this frame. */
function listenToSent(chat: Signal<ChatModel | null>, send: (message: ToPage) => void): void {
  effect(() =>
    chat.value?.client.onSent(({ room_id, seq }) =>
      send({ t: 'event', name: 'message.sent', detail: { room_id, seq } }),
    ),
  )
}

/** Reports events to the page by ids, without texts that users wrote. */
function listen(chat: Signal<ChatModel | null>, send: (message: ToPage) => void): void {
  effect(() =>
    chat.value?.client.onIncoming(({ room: { room_id }, message: { seq, sender_id } }) =>
      send({ t: 'event', name: 'message.new', detail: { room_id, seq, sender_id } }),
    ),
  )
  let opened: number | null = null
  effect(() => {
    const room = chat.value?.roomModel.value?.room.value
    const room_id = room?.room_id ?? null
    if (room_id === opened) return
    opened = room_id
    if (room_id === null) return
    const user_id = room?.peer?.user_id ?? null
    send({ t: 'event', name: 'dialog.opened', detail: { room_id, user_id } })
  })
}
