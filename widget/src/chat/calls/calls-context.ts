import { nameOf } from '../core/names/names.ts'
import { useLaterContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'

/** The other user of the call, from the chat's cards; in a group call, the group. */
export interface Peer {
  user_id: string
  name: string
  avatar_url: string | null
  group: boolean
}

/** A member of a group, as the chat knows them. */
export function cardOf(chat: ChatModel, user_id: string): Peer {
  const card = chat.users.value.get(user_id) ?? (chat.me.value?.user_id === user_id ? chat.me.value : undefined)
  return { user_id, name: nameOf(card) ?? '…', avatar_url: card?.avatar_url ?? null, group: false }
}

/** Context of the views of calls. */
export function useCallsContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, call: context.say.own.calls } }
}
