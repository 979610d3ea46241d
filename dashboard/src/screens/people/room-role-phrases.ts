import { phrasesOf } from '../../i18n/index.ts'

export const t = phrasesOf({
  en: {
    label: 'Role in {room}',
    owner: 'Owner',
    admin: 'Admin',
    member: 'Member',
    saved: 'Role changed',
    own_question: 'Make this person the owner of {room}?',
    own_hint: 'The current owner becomes an admin of the group.',
    own_act: 'Make owner',
  },
  ru: {
    label: 'Роль в «{room}»',
    owner: 'Владелец',
    admin: 'Администратор',
    member: 'Участник',
    saved: 'Роль изменена',
    own_question: 'Сделать этого человека владельцем «{room}»?',
    own_hint: 'Нынешний владелец станет администратором группы.',
    own_act: 'Сделать владельцем',
  },
})
