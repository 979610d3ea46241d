import type { AuditedOperationId } from '@imbachat/protocol/http/dashboard'
import { type Language, language, phrasesOf } from '../../../i18n/index.ts'

/** What each entry says was done; an operation that is recorded and has no words here is a type error. */
const acts: Record<Language, Record<AuditedOperationId, string>> = {
  en: {
    'session.sign_in': 'Signed in',
    'setup.claim': 'Created the first account',
    'password.change': 'Changed their password',
    'widgets.create': 'Created the widget',
    'widgets.change': 'Changed settings',
    'widgets.delete': 'Deleted a widget',
    'widget_keys.reveal': 'Showed a key',
    'widget_keys.rotate': 'Made a new key',
    'widget_keys.retire': 'Ended the previous key',
    'connect.create_code': 'Made a code to connect a plugin',
    'team.invite': 'Invited someone',
    'team.revoke_invite': 'Ended an invitation',
    'team.change_role': 'Changed a role',
    'team.remove': 'Removed someone from the team',
    'team.leave': 'Left the team',
    'team.hand_over': 'Handed the widget over',
    'join.accept': 'Joined the team',
    'join.sign_up': 'Created an account and joined the team',
    'reports.close': 'Closed a report',
  },
  ru: {
    'session.sign_in': 'Вход',
    'setup.claim': 'Создана первая учётная запись',
    'password.change': 'Сменён пароль',
    'widgets.create': 'Создан виджет',
    'widgets.change': 'Изменены настройки',
    'widgets.delete': 'Удалён виджет',
    'widget_keys.reveal': 'Показан ключ',
    'widget_keys.rotate': 'Создан новый ключ',
    'widget_keys.retire': 'Отключён прежний ключ',
    'connect.create_code': 'Создан код для подключения плагина',
    'team.invite': 'Отправлено приглашение',
    'team.revoke_invite': 'Отозвано приглашение',
    'team.change_role': 'Изменена роль',
    'team.remove': 'Человек убран из команды',
    'team.leave': 'Выход из команды',
    'team.hand_over': 'Виджет передан',
    'join.accept': 'Вступление в команду',
    'join.sign_up': 'Регистрация и вступление в команду',
    'reports.close': 'Закрыта жалоба',
  },
}

export const ACTS = Object.keys(acts.en) as AuditedOperationId[]

/** Entries of earlier versions may have acts that no longer exist. */
export const sayAct = (action: string): string =>
  (acts[language.value] as Partial<Record<string, string>>)[action] ?? action

export const say = phrasesOf({
  en: {
    title: 'Who did what',
    lead: 'Every change made here, and every key that was shown. Nobody can edit or delete an entry.',
    person: 'Person',
    anyone: 'Anyone',
    act: 'Action',
    any: 'Any action',
    from: 'From',
    to: 'To',
    clear: 'Clear filters',
    none: 'Nothing has been recorded yet.',
    none_found: 'Nothing matches these filters.',
    more: 'Show more',
    command_line: 'Command line',
    where: 'from {address}',
    on: 'On',
    off: 'Off',
    nothing: 'nothing',
    changed: 'changed',
  },
  ru: {
    title: 'Кто что сделал',
    lead: 'Каждое изменение и каждый показ ключа. Изменить или удалить запись не может никто.',
    person: 'Человек',
    anyone: 'Все',
    act: 'Действие',
    any: 'Любое',
    from: 'С',
    to: 'По',
    clear: 'Сбросить',
    none: 'Пока ничего не записано.',
    none_found: 'По этим условиям ничего нет.',
    more: 'Показать ещё',
    command_line: 'Командная строка',
    where: 'с адреса {address}',
    on: 'Вкл.',
    off: 'Выкл.',
    nothing: 'ничего',
    changed: 'изменено',
  },
})
