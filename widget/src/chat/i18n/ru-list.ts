import type { ListCatalog } from './en-list.ts'

export const ruList: ListCatalog = {
  pin: 'Закрепить',
  unpin: 'Открепить',
  archive: 'В архив',
  unarchive: 'Вернуть из архива',
  archived: 'Чат в архиве',
  undo: 'Отменить',
  markUnread: 'Пометить как непрочитанное',
  markRead: 'Пометить как прочитанное',
  clearHistory: 'Очистить историю',
  clearQuestion: 'Очистить историю: %s?',
  clearHint: 'Все сообщения исчезнут у вас на всех устройствах. У остальных они останутся.',
  clear: 'Очистить',
  deleteChatQuestion: 'Удалить чат: %s?',
  deleteChatHint:
    'Чат исчезнет у вас на всех устройствах и появится снова с новым сообщением. У собеседника (%s) он останется.',
  leaveClears: 'История исчезнет у вас.',
  parts: 'Какие чаты показать',
  partAll: 'Все',
  partUnread: 'Новые',
  partRequests: 'Запросы',
  partArchive: 'Архив',
  noUnread: 'Вы всё прочитали',
  noRequests: 'Запросов нет',
  noArchived: 'В архиве пусто',
  noArchivedHint: 'Чат вернётся из архива с новым сообщением, если уведомления включены.',
}
