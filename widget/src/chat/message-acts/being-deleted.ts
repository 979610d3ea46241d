import type { Message, RoomFlags } from '@imbachat/sdk'
import { signal } from '@preact/signals'

/** `ROOM.SEQ` of messages that the reader deleted a moment ago and may bring back; true: for everybody. */
export const going = signal<ReadonlyMap<string, boolean>>(new Map())

/** Rooms whose request the reader declined a moment ago, and may bring back. */
export const declining = signal<ReadonlySet<number>>(new Set())

/** The reader deleted the message for themself. */
export const isHidden = (flags: RoomFlags | undefined, seq: number): boolean =>
  flags?.hidden?.ranges.some(([from = 0, to = 0]) => from <= seq && seq <= to) === true

/** These messages without those that are being deleted. */
export function leftOf(
  messages: readonly Message[],
  room_id: number,
  flags: RoomFlags | undefined,
): readonly Message[] {
  if (!flags?.hidden && going.value.size === 0) return messages
  return messages.flatMap((message) => {
    const forAll = going.value.get(`${room_id}.${message.seq}`)
    if (isHidden(flags, message.seq) || forAll === false) return []
    return forAll ? { ...message, text: null, deleted_at: 1 } : message
  })
}
