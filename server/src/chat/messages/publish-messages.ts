import type { Message } from '@imbachat/protocol'
import type { Bus } from '../bus.ts'
import type { ChangeOutcome, PutPreviewOutcome } from '../ports.ts'

interface Place {
  widgetId: number
  roomId: number
}

/** Publishes new and changed messages of a room, after their commit. */
export function publishMessages(
  bus: Pick<Bus, 'publish'>,
  { widgetId, roomId }: Place,
  messages: readonly Message[],
): void {
  for (const message of messages) bus.publish({ t: 'message', widgetId, roomId, message })
}

/** Publishes the message that a change was for, if it changed it. */
export function publishChange(
  bus: Pick<Bus, 'publish'>,
  place: Place,
  outcome: ChangeOutcome | PutPreviewOutcome,
): void {
  if (outcome.kind === 'changed') publishMessages(bus, place, [outcome.message])
}
