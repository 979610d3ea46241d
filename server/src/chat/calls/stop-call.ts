import type { ChatDeps } from '../chat-deps.ts'
import type { StoredCall } from '../ports/calls.ts'
import { publishCall } from './publish-call.ts'

type Deps = Pick<ChatDeps, 'store' | 'bus'>

/** Ends the user's call, or takes them out of a group's: they may not go on. */
export async function stopCallOf(deps: Deps, widget_id: number, user_id: string): Promise<void> {
  const call = await deps.store.liveCall(widget_id, user_id)
  if (call) await stop(deps, widget_id, user_id, call)
}

/**
 * Ends the call between two users of whom one blocks the other. In a group both stay in the call, without a media path
 * between them: each learns it by the next renewal.
 */
export async function stopCallBetween(deps: Deps, widget_id: number, user_id: string, peer_id: string): Promise<void> {
  const call = await deps.store.liveCall(widget_id, user_id)
  const isOfBoth = call?.group === null && call.members.some((member) => member.user_id === peer_id)
  if (isOfBoth) await stop(deps, widget_id, user_id, call)
}

/** Removes users from the call of a group that they have left. */
export async function stopCallIn(
  deps: Deps,
  { widget_id, room_id }: { widget_id: number; room_id: number },
  user_ids: readonly string[],
): Promise<void> {
  const call = await deps.store.roomCall(widget_id, room_id)
  for (const { user_id } of call?.group ? call.members : []) {
    if (call && user_ids.includes(user_id)) await stop(deps, widget_id, user_id, call)
  }
}

async function stop({ store, bus }: Deps, widget_id: number, user_id: string, call: StoredCall): Promise<void> {
  const { room_id, call_id } = call
  const changed = await store.changeCall({ widget_id, room_id, call_id, change: { act: 'stop', user_id } })
  if (changed) publishCall(bus, widget_id, changed)
}
