import { type Language, language } from '../../../i18n/index.ts'
import { outcomeUnknown, settingName, settingText } from '../settings/setting-text.ts'

/** Names of facts that are not settings, or whose name a setting of another meaning has too. */
const names: Record<Language, Readonly<Record<string, string>>> = {
  en: {
    scopes: 'Access',
    title: 'Title',
    description: 'Description',
    is_public: 'Public',
    announcements: 'Announcements only',
    slow_seconds: 'Slow mode, seconds',
    frozen: 'Read-only',
    archived: 'Archived',
    user_ids: 'People',
    ban: 'Ban from group',
    file_id: 'File',
    seq: 'Message',
    before_seq: 'Before the message',
    all_others: 'All other sessions',
    two_factor: 'Two-factor sign-in',
    file_mb: 'Files, MB',
    connections: 'Connections',
    rest_calls_per_second: 'API calls a second',
    action: 'What happens',
    applies_to: 'Applies to',
    allowed_domains: 'Allowed sites',
    messages: 'Messages',
    dialogs_per_day: 'New conversations a day',
    first_messages: 'Their messages',
    people: 'People within an hour',
    reports: 'Reports',
    given_to: 'Given to',
    put_off_until: 'Put off until, UTC',
  },
  ru: {
    scopes: 'Доступ',
    title: 'Название',
    description: 'Описание',
    is_public: 'Публичная',
    announcements: 'Только объявления',
    slow_seconds: 'Медленный режим, секунды',
    frozen: 'Только чтение',
    archived: 'В архиве',
    user_ids: 'Люди',
    ban: 'Без права вернуться',
    file_id: 'Файл',
    seq: 'Сообщение',
    before_seq: 'До сообщения',
    all_others: 'Все остальные сеансы',
    two_factor: 'Двухфакторная аутентификация',
    file_mb: 'Файлы, МБ',
    connections: 'Подключения',
    rest_calls_per_second: 'Запросов REST в секунду',
    action: 'Что делать',
    applies_to: 'От кого',
    allowed_domains: 'Разрешённые сайты',
    messages: 'Сообщения',
    dialogs_per_day: 'Новых чатов в день',
    first_messages: 'Их сообщения',
    people: 'Людей за час',
    reports: 'Жалоб',
    given_to: 'Кому',
    put_off_until: 'Отложена до, UTC',
  },
}

/** Facts that are one of the words below, and not what somebody wrote. */
const WORDED = new Set(['role', 'most_role', 'act', 'kind', 'outcome', 'action', 'first_messages', 'applies_to'])

const values: Record<Language, Readonly<Record<string, string>>> = {
  en: {
    owner: 'Owner',
    admin: 'Admin',
    moderator: 'Moderator',
    viewer: 'Viewer',
    member: 'Member',
    dismiss: 'Dismissed',
    publish: 'Published',
    delete: 'Message deleted',
    delete_all: 'All messages deleted',
    warn: 'Warning',
    mute: 'Pause posting',
    ban: 'Ban',
    shadow: 'Messages hidden',
    accepted: 'Accepted',
    declined: 'Declined',
    allow: 'Allow',
    flag: 'Send to moderators',
    hold: 'Hold for review',
    mask: 'Replace with asterisks',
    refuse: 'Don’t send',
    everyone: 'Everyone',
    new_users: 'New users only',
    no_end: 'no end',
  },
  ru: {
    owner: 'Владелец',
    admin: 'Администратор',
    moderator: 'Модератор',
    viewer: 'Наблюдатель',
    member: 'Участник',
    dismiss: 'Отклонена',
    publish: 'Опубликовано',
    delete: 'Сообщение удалено',
    delete_all: 'Все сообщения удалены',
    warn: 'Предупреждение',
    mute: 'Запрет писать',
    ban: 'Закрытие доступа',
    shadow: 'Сообщения скрыты',
    accepted: 'Ограничение снято',
    declined: 'Отказ',
    allow: 'Разрешать',
    flag: 'Отправлять модераторам',
    hold: 'Задерживать',
    mask: 'Заменять звёздочками',
    refuse: 'Не отправлять',
    everyone: 'От всех',
    new_users: 'Только от новых',
    no_end: 'без срока',
  },
}

/** One fact of an entry: its name, and its value before and after. Without `before`, the fact has one value. */
export interface Fact {
  name: string
  before?: string
  after: string
}

/** @returns the facts of an entry besides its changes */
export function factsOf(facts: Readonly<Record<string, unknown>>): Fact[] {
  return Object.entries(facts).flatMap(([name, value]) => {
    if (name === 'outcome' && value === 'unknown') return { name: settingName(name), after: outcomeUnknown() }
    const isEndless = name === 'minutes' && value === null && facts.kind !== 'warn'
    if (isEndless) return { name: settingName(name), after: values[language.value].no_end ?? '' }
    return value === null ? [] : { name: nameOf(name), after: textOf(name, value) }
  })
}

/** @param changed the text in place of a value that was too long to be kept */
export function changesOf(changes: Readonly<Record<string, unknown>>, changed: string): Fact[] {
  return Object.entries(changes).map(([name, change]) => {
    const called = settingName(name) === name ? nameOf(name) : settingName(name)
    if (typeof change !== 'object' || change === null || !('to' in change)) return { name: called, after: changed }
    const from = 'from' in change ? change.from : null
    return { name: called, before: textOf(name, from), after: textOf(name, change.to) }
  })
}

const nameOf = (name: string): string => names[language.value][name] ?? settingName(name)

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string' && WORDED.has(name)) return values[language.value][value] ?? value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return settingText(value, name)
  return Object.entries(value)
    .map(([part, one]) => `${nameOf(part)}: ${textOf(part, one)}`)
    .join(', ')
}
