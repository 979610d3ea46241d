import type { ChatClient } from '../client-types.ts'
import { newClientId } from '../outbox/client-id.ts'
import type { Message } from '../types.ts'
import { untilSent } from './room-acts.ts'

/**
 * Presses a button of a message that replies or calls the page. Waits for a connection that is being opened; a press
 * whose answer was lost is sent again and counts once.
 * @returns the user's reply, where the button replies
 * @throws ChatRequestError button_used, if the one press that the message allows was another
 */
export async function pressButton(
  client: ChatClient,
  room_id: number,
  seq: number,
  button_id: string,
): Promise<Message | null> {
  const { requestWhenOnline: request, rooms, timelines, connection, clock, sent: publishSent } = client.internals()
  const press = { room_id, seq, button_id, client_id: newClientId(clock.now()) }
  const { message, sent } = await untilSent(connection, () => request('button.press', press))
  // in the order of the changes
  const changed = sent ? [sent, message] : [message]
  rooms.messages(room_id, changed)
  timelines.get(room_id)?.receive(changed)
  // a held reply has no `seq`
  if (sent && sent.seq > 0) publishSent({ room_id, seq: sent.seq })
  return sent ?? null
}
