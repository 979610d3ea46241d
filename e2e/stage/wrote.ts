import type { Person } from '../../demo/src/people.ts'
import type { World } from './harness.ts'

type Where = Pick<World, 'app' | 'widgetId'>

/** What was written in their dialog before the test begins. @returns the room */
export async function wrote(stage: Where, from: Person, to: Person, texts: readonly string[]): Promise<number> {
  const { app, widgetId } = stage
  const dialog = { widgetId, userId: String(from.id), peerId: String(to.id), needAccess: false }
  const { roomId } = await app.store.chat.openDialog(dialog)
  await wroteIn(stage, roomId, from, texts)
  return roomId
}

/** The same in any room. Pages that are open learn of it with the room's next message. */
export async function wroteIn(
  { app, widgetId }: Where,
  roomId: number,
  from: Person,
  texts: readonly string[],
): Promise<void> {
  const message = { widgetId, roomId, senderId: String(from.id), replyTo: null }
  for (const text of texts) await app.store.chat.appendMessage({ ...message, clientId: crypto.randomUUID(), text })
}
