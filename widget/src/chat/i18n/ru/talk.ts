import type { TalkCatalog } from '../en/talk.ts'

export const ruTalk: TalkCatalog = {
  pinMessage: 'Закрепить',
  unpinMessage: 'Открепить',
  pinnedMessage: 'Закреплённое сообщение',
  pinnedMessageOf: 'Закреплённое сообщение %s из %s',
  pinnedMessages: 'Закреплённые сообщения',
  showPinned: 'Показать все закреплённые сообщения',
  hidePinned: 'Скрыть закреплённые сообщения',
  nothingPinned: 'Закреплённых сообщений нет',
  newMessages: {
    one: '# новое сообщение',
    few: '# новых сообщения',
    many: '# новых сообщений',
    other: '# нового сообщения',
  },
  jumpToLatest: 'К последним сообщениям',
  unreadMentions: {
    one: '# непрочитанное упоминание',
    few: '# непрочитанных упоминания',
    many: '# непрочитанных упоминаний',
    other: '# непрочитанного упоминания',
  },
  nextMention: 'К следующему упоминанию',
  suggestions: 'Кого упомянуть',
  mentionAll: 'все',
  mentionAllHint: 'Все участники группы',
  reactionCount: { one: '# реакция', few: '# реакции', many: '# реакций', other: '# реакции' },
  readBy: { one: 'Прочитал #', few: 'Прочитали #', many: 'Прочитали #', other: 'Прочитали #' },
  readByTitle: 'Прочитали',
  readByNobody: 'Пока никто не прочитал',
}
