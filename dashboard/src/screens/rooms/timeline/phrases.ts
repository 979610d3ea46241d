import { phrasesOf } from '../../../i18n/index.ts'

/** The phrases of a room's timeline. */
export const t = phrasesOf({
  en: {
    lead: 'Words of public groups only. To read anything else, open the conversation below and give a reason.',
    members: 'Members',
    settings: 'Settings',
    sent: '{name} wrote',
    sent_files: '{name} sent {count, plural, one {# file} other {# files}}',
    notice: 'Changed by {name}',
    notice_site: 'Changed by the site or the team',
    reported: '{name} reported {about}: {reason}',
    reported_rule: 'A rule reported {about}: {reason}',
    changed: '{act}, by {name}',
    open_person: 'Open {name}',
  },
  ru: {
    lead: 'Текст — только из публичных групп. Чтобы прочитать остальное, откройте переписку ниже и укажите причину.',
    members: 'Участники',
    settings: 'Настройки',
    sent: 'Сообщение: {name}',
    sent_files: '{name}: {count, plural, one {# файл} few {# файла} many {# файлов} other {# файла}}',
    notice: 'Изменение: {name}',
    notice_site: 'Изменение от сайта или команды',
    reported: 'Жалоба от {name} на {about}: {reason}',
    reported_rule: 'Жалоба по правилу на {about}: {reason}',
    changed: '{act} — {name}',
    open_person: 'Открыть: {name}',
  },
})
