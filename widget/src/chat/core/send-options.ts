import type { OutgoingMessage, SendOptions } from '@imbachat/sdk'

/** Fields of a new message besides its text and files. */
export type SendFields = Pick<OutgoingMessage, 'reply_to' | 'entities' | 'silent'>

export const sendOptions = ({ reply_to, entities, silent }: SendFields): SendOptions => ({
  reply_to: reply_to ?? undefined,
  entities,
  silent,
})
