import type { ChatDeps } from '../chat-deps.ts'
import { publishCall } from './publish-call.ts'

/** Ends the user's call: they may not go on. `peer_id`: only a call with that user. */
export async function stopCallOf(
  { store, bus }: Pick<ChatDeps, 'store' | 'bus'>,
  { widget_id, user_id }: { widget_id: number; user_id: string },
  peer_id?: string,
): Promise<void> {
  const call = await store.liveCall(widget_id, user_id)
  if (call === null) return
  if (peer_id !== undefined && !call.members.some((member) => member.user_id === peer_id)) return
  const { room_id, call_id } = call
  const changed = await store.changeCall({ widget_id, room_id, call_id, change: { act: 'stop' } })
  if (changed) publishCall(bus, widget_id, changed)
}
