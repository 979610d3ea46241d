import type { TalkCatalog } from './en-talk.ts'

export const ruTalk: TalkCatalog = {
  pinMessage: 'Закрепить',
  unpinMessage: 'Открепить',
  pinnedMessage: 'Закреплённое сообщение',
  pinnedMessageOf: 'Закреплённое сообщение %s из %s',
  pinnedMessages: 'Закреплённые сообщения',
  showPinned: 'Показать все закреплённые сообщения',
  hidePinned: 'Скрыть закреплённые сообщения',
  nothingPinned: 'Закреплённых сообщений нет',
  unreadMentions: {
    one: '# непрочитанное упоминание',
    few: '# непрочитанных упоминания',
    many: '# непрочитанных упоминаний',
    other: '# непрочитанного упоминания',
  },
  nextMention: 'К следующему упоминанию',
  readBy: { one: 'Прочитал #', few: 'Прочитали #', many: 'Прочитали #', other: 'Прочитали #' },
  readByTitle: 'Прочитали',
  readByNobody: 'Пока никто не прочитал',
}
