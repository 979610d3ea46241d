import type { Message } from '@imbachat/protocol'
import type { Bus } from '../bus.ts'
import type { ChangeOutcome, PutPreviewOutcome } from '../ports.ts'

interface Place {
  widget_id: number
  room_id: number
}

/** Publishes new and changed messages of a room, after their commit. */
export function publishMessages(
  bus: Pick<Bus, 'publish'>,
  { widget_id, room_id }: Place,
  messages: readonly Message[],
): void {
  for (const message of messages) bus.publish({ t: 'message', widget_id, room_id, message })
}

/** Publishes the message that a change was for, if it changed it. */
export function publishChange(
  bus: Pick<Bus, 'publish'>,
  place: Place,
  outcome: ChangeOutcome | PutPreviewOutcome,
): void {
  if (outcome.kind === 'changed') publishMessages(bus, place, [outcome.message])
}
