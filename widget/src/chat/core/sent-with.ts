import type { OutgoingMessage, SendOptions } from '@imbachat/sdk'

/** What goes out with the text of a new message, besides its files. */
export type SentWith = Pick<OutgoingMessage, 'reply_to' | 'entities' | 'silent'>

export const sendOptions = ({ reply_to, entities, silent }: SentWith): SendOptions => ({
  reply_to: reply_to ?? undefined,
  entities,
  silent,
})
