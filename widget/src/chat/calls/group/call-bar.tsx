import type { ChatModel } from '../../frame/chat-model.ts'
import { LaterIcon } from '../../ui/later-icons.tsx'
import { cardOf, useCallsContext } from '../calls-context.ts'
import type { CallsModel } from '../calls-model.ts'

/** The bar above the messages of a group with a running call: its members, and the button to join. */
export function CallBar({ chat, model, room_id }: { chat: ChatModel; model: CallsModel; room_id: number }) {
  const { phrases, say } = useCallsContext()
  const words = say.call.group
  const call = model.callIn(room_id)
  const own = model.own.value
  const isHere = model.isLive.value && own?.room_id === room_id
  if (!call?.group || isHere || model.elsewhere.value?.call_id === call.call_id || model.may.value === 'off')
    return null
  const names = call.members.map(({ user_id }) => cardOf(chat, user_id).name)
  const isFull = call.members.length >= call.group.most
  const isOut = call.group.removed.includes(model.userOf(call))
  return (
    <section class="call-bar" aria-label={words.call}>
      <LaterIcon name={call.video ? 'camera' : 'phone'} />
      <p class="call-bar-words">
        <b>{words.call}</b>
        <bdi class="cut">{names.join(', ')}</bdi>
      </p>
      {isFull || isOut ? (
        <span class="call-bar-note">{isOut ? say.errors.call_removed : say.errors.call_full}</span>
      ) : (
        <button
          type="button"
          class="call-back"
          disabled={model.isLive.value}
          aria-label={phrases.fill(words.joinWith, { names: names.join(', ') })}
          onClick={() => model.join(call, false)}
        >
          {words.join}
        </button>
      )}
    </section>
  )
}
