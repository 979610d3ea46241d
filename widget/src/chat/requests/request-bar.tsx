import type { RequestErrorCode, RoomSummary } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { roomName } from '../core/names/names.ts'
import { useLaterContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { GuestBar } from '../guests/guest-bar.tsx'
import type { LaterCatalog } from '../i18n/catalog.ts'
import type { Phrases } from '../i18n/phrases-for.ts'
import { acceptRequest } from '../joining/membership.ts'
import { declining } from '../message-acts/being-deleted.ts'
import { NotAMemberBar } from '../room/not-a-member.tsx'
import type { WriteBlock } from '../room/room-model.ts'
import { BlockedBar } from '../safety/blocked-bar.tsx'
import { MutedBar } from '../safety/standing.tsx'
import { copyText } from '../ui/clipboard.ts'
import { Problem } from '../ui/problem.tsx'
import { toast } from '../ui/toast-model.ts'
import { decline } from './declining.ts'

export { Banned, Warning } from '../safety/standing.tsx'

/** Before the first message of a dialog that has to be asked for. */
export function RequestHint({ room }: { room: RoomSummary }) {
  const { phrases, say } = useLaterContext()
  return <p class="request-hint">{phrases.fill(say.requestFirst, { name: roomName(room) })}</p>
}

/** Replaces the composer while the reader can't write: an invited user answers the request, others read the reason. */
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

/** The reader's draft from when they could no longer write. */
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
  if (block === 'left' || block === 'banned' || block === 'not_joined')
    return <NotAMemberBar chat={chat} room={room} banned={block === 'banned'} />
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
  block: Exclude<RoomSummary['write_block'], 'blocked' | 'guest' | 'not_joined'>,
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
