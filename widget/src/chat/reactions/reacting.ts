import type { RoomModel } from '../room/room-model.ts'

/** The reader is a member, and the widget and the site let members react. */
export function mayReact({ room, writeBlock }: RoomModel, { reactions }: { reactions: boolean }): boolean {
  const block = writeBlock.value
  return reactions && room.value.state === 'joined' && (!block || block === 'managers_only')
}

export const react = ({ attempt, timeline }: RoomModel, seq: number, emoji: string): void =>
  void attempt(timeline.toggleReaction(seq, emoji))
