import type { Plurals } from '../plural.ts'

/** The phrases of pinned messages, mentions and readers in an open conversation. They come with its views. */
export const enTalk = {
  pinMessage: 'Pin',
  unpinMessage: 'Unpin',
  pinLater: "The message will be pinned when you're online",
  unpinLater: "The message will be unpinned when you're online",
  keepPageOpen: 'Keep this page open until then.',
  pinnedMessage: 'Pinned message',
  pinnedMessageOf: 'Pinned message %s of %s',
  pinnedMessages: 'Pinned messages',
  showPinned: 'Show all pinned messages',
  hidePinned: 'Hide pinned messages',
  nothingPinned: 'No pinned messages',
  newMessages: { one: '# new message', other: '# new messages' } as Plurals,
  jumpToLatest: 'Jump to latest message',
  unreadMentions: { one: '# unread mention', other: '# unread mentions' } as Plurals,
  nextMention: 'Jump to the next mention',
  suggestions: 'People to mention',
  mentionAll: 'all',
  mentionAllHint: 'Everyone in this group',
  reactionCount: { one: '# reaction', other: '# reactions' } as Plurals,
  readBy: { one: 'Read by #', other: 'Read by #' } as Plurals,
  readByTitle: 'Read by',
  readByNobody: 'Nobody has read it yet',
}

export type TalkCatalog = typeof enTalk
