import type { TalkCatalog } from '../en/talk.ts'

export const deTalk: TalkCatalog = {
  pinMessage: 'Anheften',
  unpinMessage: 'Lösen',
  pinnedMessage: 'Angeheftete Nachricht',
  pinnedMessageOf: 'Angeheftete Nachricht %s von %s',
  pinnedMessages: 'Angeheftete Nachrichten',
  showPinned: 'Alle angehefteten Nachrichten zeigen',
  hidePinned: 'Angeheftete Nachrichten ausblenden',
  nothingPinned: 'Keine angehefteten Nachrichten',
  newMessages: { one: '# neue Nachricht', other: '# neue Nachrichten' },
  jumpToLatest: 'Zur neuesten Nachricht',
  unreadMentions: { one: '# ungelesene Erwähnung', other: '# ungelesene Erwähnungen' },
  nextMention: 'Zur nächsten Erwähnung',
  suggestions: 'Personen zum Erwähnen',
  mentionAll: 'alle',
  mentionAllHint: 'Alle in dieser Gruppe',
  reactionCount: { one: '# Reaktion', other: '# Reaktionen' },
  readBy: { one: 'Gelesen von #', other: 'Gelesen von #' },
  readByTitle: 'Gelesen von',
  readByNobody: 'Noch von niemandem gelesen',
}
