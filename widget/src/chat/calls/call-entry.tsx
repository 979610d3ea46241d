import type { CallPart } from '@imbachat/protocol'
import { durationText } from '../files/file-text.ts'
import type { MessageItem } from '../log/message-items.ts'
import type { RoomModel } from '../room/room-model.ts'
import { LaterIcon } from '../ui/later-icons.tsx'
import { entryText, wasMissed } from './call-text.ts'
import { cardOf, useCallsContext } from './calls-context.ts'
import { callsOf } from './watch-calls.ts'

/** A call in the conversation, after its end. */
export function CallEntry({ item, roomModel }: { item: MessageItem; roomModel: RoomModel }) {
  const { frame, say } = useCallsContext()
  const { call } = item
  const chat = frame.chat.value
  if (!call || !chat) return null
  const { may } = callsOf(chat, frame)
  const room = roomModel.room.value
  const names = call.members?.map((user_id) => cardOf(chat, user_id).name) ?? []
  const more = (call.member_count ?? 0) - names.length
  const canCall = may.value !== 'off' && room.peer !== null && roomModel.writeBlock.value === null
  const missed = wasMissed(call, item.own)
  const again = item.own ? say.call.again : say.call.back
  const words = (
    <>
      <span class={`call-mark ${missed ? 'missed' : ''}`}>
        <LaterIcon name={call.video ? 'camera' : 'phone'} />
      </span>
      <span class="call-entry-words">
        <b class={missed ? 'missed' : ''}>{entryText(call, item.own, say.call)}</b>
        <small>
          {call.video ? say.call.video : say.call.audio}
          {call.duration_ms !== undefined && (
            <>
              {' · '}
              <bdi>{durationText(call.duration_ms)}</bdi>
            </>
          )}
        </small>
        {names.length > 1 && (
          <small>
            <bdi>{names.join(', ')}</bdi>
            {more > 0 && ` +${more}`}
          </small>
        )}
      </span>
    </>
  )
  if (!canCall) return <div class="call-entry">{words}</div>
  return (
    <div class="call-entry">
      {words}
      <button
        type="button"
        class="call-back"
        tabIndex={-1}
        onClick={() => {
          void callsOf(chat, frame)
            .load()
            .then((model) => model.start(room.room_id, call.video && may.peek() === 'video'))
        }}
      >
        {again}
      </button>
    </div>
  )
}

/** The same in the list of conversations. */
export function CallInList({ call, own }: { call: CallPart; own: boolean }) {
  const { say } = useCallsContext()
  return <>{entryText(call, own, say.call)}</>
}
