import { isPhraseKey, type PhraseKey, phrasesOf, t } from '../../../i18n/index.ts'

const say = phrasesOf({
  en: {
    on: 'On',
    off: 'Off',
    nothing: 'nothing',
    phrases: 'Phrases',
    ended_connections: 'Ended connections',
    silent_nodes: 'Nodes without an answer',
    reason: 'Reason',
    file: 'File',
    room: 'Conversation',
    more: 'Looked further',
    outcome: 'Outcome',
    outcome_unknown: 'unknown: the server stopped before it was done, or before it was noted',
    mailed_to: 'Sent to',
    role: 'Role',
    most_role: 'Highest role',
    back_to: 'Addresses of the admin',
    hours: 'Hours',
    minutes: 'Minutes',
    act: 'Decision',
    kind: 'Kind',
    user_id: 'User',
    sender_id: 'Sender',
    active_days: 'Active within days',
    listed: 'Listed people',
    recipients: 'Recipients',
    lists: 'Words and patterns',
    links: 'Links',
    new_users: 'New users',
    same_text: 'Repeated text',
  },
  ru: {
    on: 'Вкл.',
    off: 'Выкл.',
    nothing: 'ничего',
    phrases: 'Тексты',
    ended_connections: 'Завершено подключений',
    silent_nodes: 'Узлов без ответа',
    reason: 'Причина',
    file: 'Файл',
    room: 'Чат',
    more: 'Просмотрено дальше',
    outcome: 'Итог',
    outcome_unknown: 'неизвестен: сервер остановился раньше, чем действие завершилось или попало в журнал',
    mailed_to: 'Отправлено на',
    role: 'Роль',
    most_role: 'Самая высокая роль',
    back_to: 'Адреса панели управления',
    hours: 'Часы',
    minutes: 'Минуты',
    act: 'Решение',
    kind: 'Вид',
    user_id: 'Пользователь',
    sender_id: 'Отправитель',
    active_days: 'Были за последние дни',
    listed: 'По списку',
    recipients: 'Получатели',
    lists: 'Слова и шаблоны',
    links: 'Ссылки',
    new_users: 'Новые пользователи',
    same_text: 'Одинаковый текст',
  },
})

/** Fields whose labels have other names than the settings themselves. */
const LABELS: Readonly<Record<string, PhraseKey>> = {
  name: 'create.name',
  users_info_url: 'create.users_info_url',
  origins: 'site.origins_title',
  search_users_url: 'people.search_url',
  friends_url: 'people.friends_url',
  sign_in_url: 'guests.sign_in_url',
  accent: 'branding.accent',
  launcher_icon: 'branding.icon',
  launcher_text: 'branding.text',
  title: 'branding.window_title',
  radius: 'branding.radius',
}

/** Phrases of things that are no settings, and of settings that have no field. */
const OWN = [
  'phrases',
  'ended_connections',
  'silent_nodes',
  'reason',
  'file',
  'room',
  'more',
  'outcome',
  'mailed_to',
  'role',
  'most_role',
  'back_to',
  'hours',
  'minutes',
  'act',
  'kind',
  'user_id',
  'sender_id',
  'active_days',
  'listed',
  'recipients',
  'lists',
  'links',
  'new_users',
  'same_text',
] as const
const isOwnPhrase = (name: string): name is (typeof OWN)[number] => (OWN as readonly string[]).includes(name)

/** A field of a widget as its form calls it. */
export function settingName(name: string): string {
  if (isOwnPhrase(name)) return say(name)
  const key = [LABELS[name], `settings.${name}`, `looks.${name}`].find((one) => one !== undefined && isPhraseKey(one))
  return key === undefined ? name : t(key as PhraseKey)
}

/** Of a list of words, for example: the whole of it would fill the page. */
function nameOf(value: unknown): string | null {
  const named = typeof value === 'object' && value !== null && 'name' in value ? value.name : null
  return typeof named === 'string' ? named : null
}

/**
 * What stands in a setting, as text.
 * @param name of the setting: a choice is called as its form calls it
 */
export function settingText(value: unknown, name = ''): string {
  if (value === null || value === undefined || value === '') return say('nothing')
  if (typeof value === 'boolean') return say(value ? 'on' : 'off')
  const choice = `settings.${name}_${String(value)}`
  if (typeof value !== 'object') return isPhraseKey(choice) ? t(choice) : String(value)
  const parts = Array.isArray(value)
    ? value.map((one: unknown) => nameOf(one) ?? settingText(one))
    : Object.entries(value).map(([name, one]) => `${name}: ${settingText(one)}`)
  return parts.length === 0 ? say('nothing') : parts.join(', ')
}

/** Of an act in the audit log. */
export const outcomeUnknown = (): string => say('outcome_unknown')
