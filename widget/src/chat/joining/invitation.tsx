import type { RequestErrorCode } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { useLaterContext } from '../core/view-context.ts'
import type { Invitation as Invited } from '../frame/chat-model.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Problem } from '../ui/problem.tsx'
import { AskToJoin, isMember } from './ask-to-join.tsx'

/** The room of an invite link, with the button to join it. */
export function Invitation({ invitation }: { invitation: Invited }) {
  const { frame, phrases, say } = useLaterContext()
  const { room, token, join } = invitation
  const chat = frame.chat.value
  const busy = useSignal(false)
  const problem = useSignal<RequestErrorCode | null>(null)

  const isIn = chat !== null && isMember(chat, room.room_id)
  useEffect(() => {
    // a manager let the reader in
    if (isIn) void enter()
  }, [isIn])

  async function enter(): Promise<void> {
    busy.value = true
    problem.value = await join()
    busy.value = false
  }

  return (
    <div class="group-info invitation">
      <Avatar
        name={room.title}
        url={null}
        colourId={`room ${room.room_id}`}
        group
        picture={room.picture}
        room_id={room.room_id}
        token={token}
      />
      <h3>
        <bdi>{room.title}</bdi>
      </h3>
      <p>{phrases.fill(say.memberCount, { count: room.member_count })}</p>
      {room.description && <p dir="auto">{room.description}</p>}
      {problem.value && <Problem text={say.errors[problem.value]} />}
      {room.by_request && chat && !isIn ? (
        <AskToJoin chat={chat} room_id={room.room_id} token={token} />
      ) : (
        <button type="button" class="button primary" disabled={busy.value} onClick={() => void enter()}>
          {say.joinGroup}
        </button>
      )}
    </div>
  )
}
