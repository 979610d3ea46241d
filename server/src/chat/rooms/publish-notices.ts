import type { Message } from '@imbachat/protocol'
import type { Bus } from '../bus.ts'

/** Publishes the notices of a change, after its commit. */
export function publishNotices(
  bus: Pick<Bus, 'publish'>,
  room: { widgetId: number; roomId: number },
  notices: readonly Message[],
): void {
  for (const message of notices) bus.publish({ t: 'message', ...room, message })
}
