import { phrasesOf } from '../../i18n/index.ts'

export const t = phrasesOf({
  en: {
    title: 'Delete widget',
    lead: 'Deletes the chat of this site with all its data. This cannot be undone.',
    act: 'Delete widget',
    question: 'Delete “{name}”?',
    text: 'The chat disappears from your site at once, for every user. This will be deleted forever:',
    users: 'Users: {count}',
    rooms: 'Conversations: {count}',
    messages: 'Messages: {count}',
    keys: 'All keys and settings',
    at_least: 'at least {count}',
    confirm: 'Type “{name}” to confirm',
    done: 'Deleted “{name}”',
  },
  ru: {
    title: 'Удаление виджета',
    lead: 'Удаляет чат этого сайта со всеми данными. Отменить это нельзя.',
    act: 'Удалить виджет',
    question: 'Удалить «{name}»?',
    text: 'Чат сразу исчезнет с сайта у всех пользователей. Будет удалено навсегда:',
    users: 'Пользователи: {count}',
    rooms: 'Чаты: {count}',
    messages: 'Сообщения: {count}',
    keys: 'Все ключи и настройки',
    at_least: 'не менее {count}',
    confirm: 'Введите «{name}» для подтверждения',
    done: 'Виджет «{name}» удалён',
  },
})
