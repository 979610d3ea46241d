import { shownReactions } from '@imbachat/sdk/core'
import type { RoomModel } from '../room/room-model.ts'

/** The reader is a member, and the widget and the site let members react. */
export function mayReact({ room, writeBlock }: RoomModel, { reactions }: { reactions: boolean }): boolean {
  const block = writeBlock.value
  return reactions && room.value.state === 'joined' && (!block || block === 'managers_only')
}

export function react({ attempt, timeline, messages, me, state }: RoomModel, seq: number, emoji: string): void {
  // the room's messages, which the client knows, have no copy of the reader's alone
  const copy = Number.isInteger(seq) ? undefined : messages.value.find((one) => one.seq === seq)
  if (!copy) return void attempt(timeline.toggleReaction(seq, emoji))
  const shown = shownReactions(copy, me.value?.user_id ?? null, state.value.reacting)
  const isMine = shown.some((reaction) => reaction.emoji === emoji && reaction.mine)
  void attempt(isMine ? timeline.removeReaction(seq, emoji) : timeline.addReaction(seq, emoji))
}
