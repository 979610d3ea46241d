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

  report: 'Пожаловаться',
  reportMessage: 'Жалоба на сообщение',
  reportPerson: 'Жалоба на пользователя %s',
  reportWhy: 'Что не так?',
  reportReasons: {
    spam: 'Спам',
    abuse: 'Оскорбления или травля',
    threats: 'Угрозы или насилие',
    sexual: 'Откровенные материалы',
    fraud: 'Мошенничество',
    other: 'Другое',
  },
  reportComment: 'Подробности (необязательно)',
  reportNote: 'Модераторы увидят сообщение и переписку рядом с ним.',
  reportSend: 'Отправить',
  reportThanks: 'Спасибо за сообщение',
  reportThanksHint: 'Модераторы рассмотрят жалобу.',
  blockToo: 'Модераторы рассмотрят жалобу. Заблокировать пользователя %s?',
  done: 'Готово',
}
