import { phrasesOf } from '../../i18n/index.ts'

export const t = phrasesOf({
  en: {
    label: 'Role in {room}',
    owner: 'Owner',
    admin: 'Admin',
    member: 'Member',
    saved: 'Role changed',
    own_question: 'Make this person the owner of {room}?',
    own_hint: 'The owner until now becomes an admin of the room.',
    own_act: 'Make owner',
  },
  ru: {
    label: 'Роль в «{room}»',
    owner: 'Владелец',
    admin: 'Администратор',
    member: 'Участник',
    saved: 'Роль изменена',
    own_question: 'Сделать этого человека владельцем «{room}»?',
    own_hint: 'Прежний владелец станет администратором комнаты.',
    own_act: 'Сделать владельцем',
  },
})
