import type { RequestErrorCode, RoomSummary } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useLaterContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { join } from '../joining/membership.ts'
import { Problem } from '../ui/problem.tsx'

/** Replaces the composer in a room that the user reads without having joined, has left or was removed from. */
export function NotAMemberBar({ chat, room, banned }: { chat: ChatModel; room: RoomSummary; banned: boolean }) {
  const { say } = useLaterContext()
  const bar = useRef<HTMLDivElement>(null)
  const problem = useSignal<RequestErrorCode | null>(null)
  const busy = useSignal(false)
  const barred = banned || problem.value === 'room_not_found'
  const reads = room.write_block === 'not_joined'
  const isClosed = reads && (barred || !room.is_public)

  // a user who was writing when the composer went away keeps the focus inside the chat
  useLayoutEffect(() => {
    if (!reads && document.hasFocus() && document.activeElement === document.body) bar.current?.focus()
  }, [])

  async function joinAgain(): Promise<void> {
    busy.value = true
    problem.value = await join(chat, room.room_id)
    busy.value = false
  }

  return (
    <div class="request-bar" role={reads ? undefined : 'alert'} tabIndex={-1} ref={bar}>
      {problem.value && !barred && <Problem text={say.errors[problem.value]} />}
      {(!reads || isClosed) && (
        <p>
          {room.archived
            ? say.roomDeleted
            : isClosed
              ? say.errors.room_not_found
              : barred
                ? say.bannedFromRoom
                : say.outOfRoom}
        </p>
      )}
      {room.is_public && !barred && !room.archived && (
        <div class="request-buttons">
          <button type="button" class="button primary" disabled={busy.value} onClick={() => void joinAgain()}>
            {reads ? say.join : say.joinAgain}
          </button>
        </div>
      )}
    </div>
  )
}
