import type { ChatClient } from '../client-types.ts'

/** Takes the preview of its link away from the user's own message. @throws ChatRequestError */
export async function removePreview(client: ChatClient, room_id: number, seq: number): Promise<void> {
  const { requestWhenOnline: request, rooms, timelines } = client.internals()
  const { message } = await request('preview.remove', { room_id, seq })
  rooms.messages(room_id, [message])
  timelines.get(room_id)?.receive([message])
}
