import type { Call } from '@imbachat/protocol'
import { nameOf, roomName } from '../core/names/names.ts'
import { useViewContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { CallEnd } from './call-end.tsx'
import { CallView } from './call-view.tsx'
import type { Peer } from './calls-context.ts'
import type { CallsModel } from './calls-model.ts'
import { FloatingCall, RejoinBar, SmallEnd, SmallRing } from './floating.tsx'
import { Ring } from './ring.tsx'

/** Everything of calls that lies over the chat. */
export function CallViews({ chat, model }: { chat: ChatModel; model: CallsModel }) {
  const { frame } = useViewContext()
  const ringing = model.ringing.value
  const own = model.own.value
  const elsewhere = model.elsewhere.value

  function peerIn(room_id: number): Peer {
    // read, so that it is drawn again when the list has the conversation
    void chat.list.value
    const room = chat.known(room_id) ?? chat.roomModel.peek()?.room.peek()
    const peer = room?.peer
    if (room && !peer) return { user_id: `room ${room_id}`, name: roomName(room), avatar_url: null, group: true }
    const user_id = peer?.user_id ?? ''
    const card = chat.users.value.get(user_id) ?? peer
    return { user_id, name: nameOf(card) ?? '…', avatar_url: card?.avatar_url ?? null, group: false }
  }
  const peerOf = (call: Call) => peerIn(call.room_id)

  if (own) {
    const peer = peerIn(own.room_id)
    const isSmall = model.small.value || !frame.shown.value
    if (!model.isLive.value) {
      const View = isSmall && own.problem === null ? SmallEnd : CallEnd
      return <View model={model} own={own} peer={peer} />
    }
    return isSmall ? (
      <FloatingCall model={model} own={own} peer={peer} />
    ) : (
      <CallView chat={chat} model={model} own={own} peer={peer} />
    )
  }
  if (ringing) {
    const View = model.loud.value === null && (model.small.value || !frame.shown.value) ? SmallRing : Ring
    return <View key={ringing.call_id} chat={chat} model={model} call={ringing} peer={peerOf(ringing)} />
  }
  if (elsewhere) return <RejoinBar model={model} call={elsewhere} peer={peerOf(elsewhere)} />
  return null
}
