import type { Plurals } from '../plural.ts'

/** The phrases of what is done with conversations in the list. They come with its views. */
export const enList = {
  pin: 'Pin',
  unpin: 'Unpin',
  archive: 'Archive',
  unarchive: 'Unarchive',
  writeToSomebody: 'Message someone',
  archived: 'Conversation archived',
  copied: 'Copied',
  linkCopied: 'Link copied',
  deletedCount: { one: 'Message deleted', other: '# messages deleted' } as Plurals,
  undo: 'Undo',
  markUnread: 'Mark as unread',
  markRead: 'Mark as read',
  clearHistory: 'Clear history',
  clearQuestion: 'Clear history with %s?',
  clearHint: 'All messages so far will disappear on all your devices. Nothing changes for anyone else.',
  clear: 'Clear',
  deleteChatQuestion: 'Delete the conversation with %s?',
  deleteChatHint: 'It will disappear for you, on all your devices, and come back with the next message. %s keeps it.',
  leaveClears: 'Its history will disappear for you.',
  parts: 'Show conversations',
  partCount: { one: '# conversation', other: '# conversations' } as Plurals,
  partAll: 'All',
  partUnread: 'Unread',
  partRequests: 'Requests',
  partArchive: 'Archive',
  noUnread: "You're all caught up",
  noRequests: 'No requests',
  noArchived: 'The archive is empty',
  noArchivedHint: 'Archived conversations come back with the next message, unless they are muted.',
}

export type ListCatalog = typeof enList
