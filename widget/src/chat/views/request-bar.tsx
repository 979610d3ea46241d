import type { RequestErrorCode, RoomSummary } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import type { LaterCatalog } from '../i18n/catalog.ts'
import type { Phrases } from '../i18n/phrases.ts'
import { declining } from '../model/being-deleted.ts'
import type { ChatModel } from '../model/chat-model.ts'
import { decline } from '../model/declining.ts'
import { acceptRequest } from '../model/membership.ts'
import { roomName } from '../model/names.ts'
import type { WriteBlock } from '../model/room-model.ts'
import { toast } from '../model/toast.ts'
import { BlockedBar } from './blocked-bar.tsx'
import { copyText } from './clipboard.ts'
import { GuestBar } from './guest-bar.tsx'
import { OutOfRoom } from './out-of-room.tsx'
import { Problem } from './problem.tsx'
import { MutedBar } from './standing.tsx'
import { useLaterContext } from './view-context.ts'

export { Banned, Warning } from './standing.tsx'

/** Before the first message of a dialog that has to be asked for. */
export function RequestHint({ room }: { room: RoomSummary }) {
  const { phrases, say } = useLaterContext()
  return <p class="request-hint">{phrases.fill(say.requestFirst, { name: roomName(room) })}</p>
}

/** Stands in the composer's place while the reader can't write: the invited one answers, the others read why. */
export function RequestBar(props: Props) {
  return (
    <>
      <Unsent chat={props.chat} />
      <Bar {...props} />
    </>
  )
}

interface Props {
  chat: ChatModel
  room: RoomSummary
  block: WriteBlock | null
}

/** What the reader was writing when they could not go on. */
function Unsent({ chat }: { chat: ChatModel }) {
  const { say } = useLaterContext()
  const text = chat.roomModel.value?.composer.text.value ?? ''
  if (text.trim() === '') return null
  async function copy(): Promise<void> {
    await copyText(text)
    toast.value = { copied: 'text' }
  }
  return (
    <div class="lost">
      <p class="lost-title">{say.unsentTitle}</p>
      <p class="lost-text" dir="auto">
        {text}
      </p>
      <div>
        <button type="button" class="text-button" onClick={() => void copy()}>
          {say.copy}
        </button>
      </div>
    </div>
  )
}

function Bar({ chat, room, block }: Props) {
  const { frame, phrases, say } = useLaterContext()
  const problem = useSignal<RequestErrorCode | null>(null)
  const busy = useSignal(false)
  const name = roomName(room)

  async function accept(): Promise<void> {
    busy.value = true
    problem.value = await acceptRequest(chat, room.room_id)
    busy.value = false
  }

  // it waits for its toast to end
  if (declining.value.has(room.room_id)) return null
  if (room.peer?.erased) {
    return (
      <div class="request-bar">
        <p>{say.personGone}</p>
      </div>
    )
  }
  if (block === 'left' || block === 'banned') return <OutOfRoom chat={chat} room={room} banned={block === 'banned'} />
  if (block === 'guest') return <GuestBar chat={chat} />
  if (block === 'muted') return <MutedBar chat={chat} />
  if (block === 'blocked') return <BlockedBar chat={chat} peer={room.peer} />
  if (room.state !== 'invited') {
    return (
      <div class="request-bar">
        <p>{room.archived ? say.roomArchived : blockText(block, say, phrases.fill, name)}</p>
      </div>
    )
  }
  return (
    <div class="request-bar">
      {problem.value && <Problem text={say.errors[problem.value]} />}
      <p class="request-title">{phrases.fill(say.requestInvited, { name })}</p>
      <p>{say.requestInvitedHint}</p>
      <div class="request-buttons">
        <button type="button" class="button" disabled={busy.value} onClick={() => decline(frame, chat, room.room_id)}>
          {say.decline}
        </button>
        <button type="button" class="button primary" disabled={busy.value} onClick={() => void accept()}>
          {say.accept}
        </button>
      </div>
    </div>
  )
}

function blockText(
  block: Exclude<RoomSummary['write_block'], 'blocked' | 'guest'>,
  say: LaterCatalog,
  fill: Phrases['fill'],
  name: string,
): string {
  switch (block) {
    case 'request_pending':
      return fill(say.requestPending, { name })
    case 'request_declined':
      return fill(say.requestDeclined, { name })
    case 'managers_only':
      return say.managersOnly
    case 'frozen':
      return say.errors.frozen
    case 'not_permitted':
    case null:
      return say.notPermitted
    default:
      return block satisfies never
  }
}
