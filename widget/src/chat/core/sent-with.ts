import type { OutgoingMessage, SendOptions } from '@imbachat/sdk'

/** What goes out with the text of a new message, besides its files. */
export type SentWith = Pick<OutgoingMessage, 'reply_to' | 'entities'>

export const sendOptions = ({ reply_to, entities }: SentWith): SendOptions => ({
  replyTo: reply_to ?? undefined,
  entities,
})
