import { phrasesOf } from '../../../i18n/index.ts'

/** The phrases of a user's timeline. */
export const t = phrasesOf({
  en: {
    lead: 'Words of public groups only. To read anything else, open the conversation and give a reason.',
    restrictions: 'Restrictions',
    notes: 'Notes',
    devices: 'Sign-ins and devices',
    wrote_files: 'Sent {count, plural, one {# file} other {# files}} in {room}',
    dialog_with: 'a direct message with {name}',
    reported: 'Reported by {name}: {reason}',
    reported_rule: 'Reported by a rule: {reason}',
    reports_by: 'Reported {name}: {reason}',
    restricted: '{kind}, by {name}',
    lifted: '{kind}: lifted by {name}',
    note: 'Note by {name}',
    first_seen: 'First seen in the chat',
    site_sign_in: 'Last sign-in to the site',
    device: 'Turned on notifications: {name}',
  },
  ru: {
    lead: 'Текст — только из публичных групп. Чтобы прочитать остальное, откройте чат и укажите причину.',
    restrictions: 'Ограничения',
    notes: 'Заметки',
    devices: 'Входы и устройства',
    wrote_files: 'Отправлено {count, plural, one {# файл} few {# файла} many {# файлов} other {# файла}}: {room}',
    dialog_with: 'личный чат, {name}',
    reported: 'Жалоба от {name}: {reason}',
    reported_rule: 'Жалоба по правилу: {reason}',
    reports_by: 'Жалоба на {name}: {reason}',
    restricted: '{kind} — {name}',
    lifted: '{kind}: снято — {name}',
    note: 'Заметка — {name}',
    first_seen: 'Впервые в чате',
    site_sign_in: 'Последний вход на сайт',
    device: 'Включены уведомления: {name}',
  },
})
