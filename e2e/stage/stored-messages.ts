import type { Person } from '../../demo/src/people.ts'
import type { World } from './harness.ts'

type Where = Pick<World, 'app' | 'widgetId'>

/**
 * Stores messages in the dialog of two people before the test begins.
 * @returns the room
 */
export async function storeMessages(stage: Where, from: Person, to: Person, texts: readonly string[]): Promise<number> {
  const { app, widgetId } = stage
  const dialog = { widget_id: widgetId, user_id: String(from.id), peer_id: String(to.id), needAccess: false }
  const { room_id } = await app.store.chat.openDialog(dialog)
  await storeMessagesIn(stage, room_id, from, texts)
  return room_id
}

/** The same in any room. Pages that are open learn of it with the room's next message. */
export async function storeMessagesIn(
  { app, widgetId }: Where,
  room_id: number,
  from: Person,
  texts: readonly string[],
): Promise<void> {
  const message = { widget_id: widgetId, room_id, sender_id: String(from.id), reply_to: null }
  for (const text of texts) await app.store.chat.appendMessage({ ...message, client_id: crypto.randomUUID(), text })
}
