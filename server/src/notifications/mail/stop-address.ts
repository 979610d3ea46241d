import type { ChatStore } from '../../chat/ports.ts'
import type { MailRows } from './mail-rows.ts'

/** An address that refuses mail, and the answer of the mail server. */
export interface RefusedAddress {
  widget_id: number
  user_id: string
  address: string
  problem: string
}

export type AddressParts = { events: Pick<ChatStore, 'addEvent'>; rows: Pick<MailRows, 'stop'> }

/** Stops mails to an address. The event for the site comes first: if the server dies in between, it is sent twice. */
export async function stopAddress(
  { events, rows }: AddressParts,
  { widget_id, user_id, address, problem }: RefusedAddress,
): Promise<void> {
  const data = { user_id, channel: 'mail' as const, address, problem }
  await events.addEvent({ widget_id, event: { type: 'notification.bounced', room_id: null, user_id, data } })
  await rows.stop(widget_id, user_id, address)
}
