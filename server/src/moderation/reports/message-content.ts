import type { Message, UserCard } from '@imbachat/protocol'
import type { MessageContent } from '@imbachat/protocol/http/moderation/message-content'
import { MOST_NAMED } from '@imbachat/protocol/messages/counts'

/** The parts that a report stores: names of a notice's users are looked up when it is shown. */
export type KeptParts = Omit<MessageContent, 'notice_users'>

/** The parts of a message, besides text and files, that moderators see. */
export function partsToShow({ card, forward, preview, system }: Message): KeptParts {
  return {
    ...(card && { card: { title: card.title ?? null, buttons: (card.buttons ?? []).map(({ label }) => label) } }),
    ...(forward && { forwarded_from: forward.name }),
    ...(preview && { link: { title: preview.title, url: preview.url } }),
    ...(system && { notice: { ...system, user_ids: system.user_ids.slice(0, MOST_NAMED) } }),
  }
}

/** Users whose cards `withNames` needs. */
export const usersToName = ({ notice }: KeptParts): readonly string[] => notice?.user_ids ?? []

export const withNames = (parts: KeptParts, cardOf: (user_id: string) => UserCard): MessageContent =>
  parts.notice && parts.notice.user_ids.length > 0
    ? { ...parts, notice_users: parts.notice.user_ids.map((user_id) => cardOf(user_id).name) }
    : parts
