import { ownCopies } from '@imbachat/protocol/messages/own-copies'
import type { HeldMessage, Message } from '@imbachat/sdk'

/**
 * Messages with the reader's own held ones that look sent, as far as what stands around these is loaded. Few readers
 * have any, so the first view does without this.
 */
export function withHeldMessages(
  messages: readonly Message[],
  held: readonly HeldMessage[],
  me: string,
  { more, newer }: { more: boolean; newer: boolean },
): readonly Message[] {
  const from = more ? (messages[0]?.seq ?? 0) : 0
  const to = newer ? (messages.at(-1)?.seq ?? 0) + 1 : Number.POSITIVE_INFINITY
  const copies = ownCopies(held, me).filter(({ seq }) => seq > from && seq < to)
  return [...messages, ...copies].sort((a, b) => a.seq - b.seq)
}
