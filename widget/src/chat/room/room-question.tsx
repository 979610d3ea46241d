import type { RequestErrorCode, RoomSummary } from '@imbachat/sdk'
import { roomActs } from '@imbachat/sdk/room-acts'
import { useSignal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import { roomName } from '../core/names/names.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { closeLeftRoom } from '../joining/membership.ts'
import { useListContext } from '../list/list-context.ts'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'

export type QuestionKind = 'clear' | 'delete' | 'leave'

/** Asks before the history of a conversation is deleted, which can't be undone. The cancel button has the focus. */
export function RoomQuestion(props: {
  kind: QuestionKind
  chat: ChatModel
  room: RoomSummary
  from: HTMLElement
  close: () => void
}) {
  const { kind, chat, room, from, close } = props
  const { frame, phrases, say } = useListContext()
  const busy = useSignal(false)
  const problem = useSignal<RequestErrorCode | null>(null)
  const name = roomName(room)
  const { title, hints, act } = {
    clear: { title: say.clearQuestion, hints: [say.clearHint], act: say.clear },
    delete: {
      title: say.deleteChatQuestion,
      hints: [phrases.fill(say.deleteChatHint, { name })],
      act: say.delete,
    },
    leave: {
      title: say.leaveQuestion,
      hints: [
        say.leaveClears,
        room.is_public ? say.leaveHintPublic : say.leaveHintClosed,
        ...(room.role === 'owner' && room.member_count > 1 ? [say.leaveHintOwner] : []),
      ],
      act: say.leave,
    },
  }[kind]

  function end(): void {
    close()
    const place = from.isConnected ? from : document.querySelector<HTMLElement>('.chat')
    requestAnimationFrame(() => place?.focus({ preventScroll: true }))
  }

  async function go(): Promise<void> {
    busy.value = true
    problem.value = null
    try {
      await roomActs(chat.client).clear(room.room_id, { hide: kind === 'delete' })
      if (kind === 'leave') await chat.client.leaveRoom(room.room_id)
      if (kind !== 'clear') closeLeftRoom(frame, chat, room.room_id)
      end()
    } catch (error) {
      problem.value = errorCodeOf(error)
      busy.value = false
    }
  }

  return (
    <Sheet kind="question" title={phrases.fill(title, { name })} close={end}>
      {hints.map((hint) => (
        <p key={hint}>{hint}</p>
      ))}
      {problem.value && <Problem text={say.errors[problem.value]} />}
      <div class="sheet-buttons">
        <button type="button" class="button" data-first onClick={end}>
          {say.cancel}
        </button>
        <button type="button" class="button danger" disabled={busy.value} onClick={() => void go()}>
          {act}
        </button>
      </div>
    </Sheet>
  )
}
