import type { ChatDeps } from '../chat-deps.ts'
import { fromRow } from '../own-state/own-item.ts'
import type { OwnItemRow } from '../ports.ts'

/** Publishes a held message to all devices of its sender, and to no other user. */
export function publishToSender(
  { bus }: Pick<ChatDeps, 'bus'>,
  { widget_id, sender_id }: { widget_id: number; sender_id: string },
  rows: readonly OwnItemRow[],
): void {
  if (rows.length > 0) bus.publish({ t: 'own', widget_id, user_id: sender_id, items: rows.map(fromRow) })
}
