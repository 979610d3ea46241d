import type { SafetyCatalog } from './en-safety.ts'

export const ruSafety: SafetyCatalog = {
  block: 'Заблокировать',
  unblock: 'Разблокировать',
  blockQuestion: 'Заблокировать пользователя %s?',
  blockHint: 'Вы не сможете писать друг другу и видеть, кто когда в сети.',
  youBlocked: 'Вы заблокировали пользователя %s.',
  unblockToWrite: 'Разблокировать, чтобы писать',
  fromBlocked: 'Сообщение от заблокированного',
  show: 'Показать',
}
