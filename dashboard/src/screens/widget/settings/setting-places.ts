import type { Language } from '../../../i18n/index.ts'
import type { WidgetView } from '../../../requests/api.ts'

type Name = keyof WidgetView['settings']

type Section = 'features' | 'notifications' | 'appearance' | 'site'

/**
 * The section that has the control of a setting, and other words that owners may search it by, in each language of the
 * dashboard. A setting without a place is a type error.
 */
export const SETTING_PLACES: Readonly<Record<Name, { section: Section } & Record<Language, string>>> = {
  dialogs: {
    section: 'features',
    en: 'private direct messages dm chat one-to-one friends requests permission spam',
    ru: 'личные сообщения лс переписка друзья запросы разрешение спам',
  },
  rooms: { section: 'features', en: 'groups channels create admins', ru: 'группы каналы создание администраторы' },
  directory: {
    section: 'features',
    en: 'public groups channels catalog list join browse',
    ru: 'открытые группы каналы каталог список вступить',
  },
  page_rooms: {
    section: 'features',
    en: 'comments embed html data attribute element placeholder',
    ru: 'комментарии встроить html атрибут элемент',
  },
  page_elements: {
    section: 'features',
    en: 'custom elements html imba-inbox imba-room imba-unread embed',
    ru: 'элементы html imba-inbox imba-room imba-unread встроить',
  },
  reactions: { section: 'features', en: 'emoji likes smileys thumbs', ru: 'эмодзи лайки смайлы' },
  forwarding: { section: 'features', en: 'share resend copy messages', ru: 'переслать поделиться репост' },
  link_previews: {
    section: 'features',
    en: 'urls cards unfurl picture site',
    ru: 'ссылки карточки картинка сайт превью',
  },
  push_content: {
    section: 'notifications',
    en: 'browser notifications push alerts lock screen privacy text sender',
    ru: 'уведомления браузер пуш push экран блокировки текст отправитель',
  },
  calls: {
    section: 'features',
    en: 'audio video voice camera screen sharing ring webrtc',
    ru: 'звонить аудио видео камера экран голос',
  },
  group_calls: {
    section: 'features',
    en: 'group call start huddle voice chat conference',
    ru: 'групповой звонок начать голосовой чат конференция',
  },
  call_path: {
    section: 'features',
    en: 'ip address privacy direct peer server relay sfu',
    ru: 'ip адрес приватность напрямую через сервер ретранслятор',
  },
  card_origins: {
    section: 'features',
    en: 'buttons links payment domains allow origins',
    ru: 'кнопки ссылки оплата домены сайты',
  },
  edit_history: { section: 'features', en: 'versions changes log original', ru: 'версии правки изменения исходный' },
  edit_minutes: {
    section: 'features',
    en: 'change correct typo time limit messages',
    ru: 'изменить исправить правка опечатка срок время',
  },
  delete_minutes: {
    section: 'features',
    en: 'remove recall unsend time limit messages',
    ru: 'удалить отозвать срок время',
  },
  files: {
    section: 'features',
    en: 'attachments upload photos pictures documents audio size kinds',
    ru: 'вложения загрузка фото картинки документы аудио размер виды',
  },
  file_kinds: {
    section: 'features',
    en: 'attachments upload photos images documents audio types formats',
    ru: 'вложения загрузка фото картинки документы аудио типы форматы',
  },
  file_max_mb: {
    section: 'features',
    en: 'upload size limit megabytes maximum attachments',
    ru: 'размер загрузка лимит ограничение мегабайты вложения',
  },
  files_quota_mb: {
    section: 'features',
    en: 'storage quota disk limit megabytes total',
    ru: 'хранилище место квота диск лимит мегабайты',
  },
  guests: {
    section: 'features',
    en: 'anonymous unregistered visitors without login registration per minute',
    ru: 'анонимы гости незарегистрированные без входа регистрация в минуту',
  },
  sign_in_url: {
    section: 'features',
    en: 'login register authorization address guests',
    ru: 'логин авторизация регистрация адрес гости',
  },
  guest_messages_per_minute: {
    section: 'features',
    en: 'rate limit spam flood anonymous',
    ru: 'частота лимит спам флуд анонимы',
  },
  mask_contacts: {
    section: 'features',
    en: 'phone email e-mail numbers hide mask links whatsapp telegram bypass',
    ru: 'телефон почта email номера скрыть ссылки whatsapp telegram мимо сайта',
  },
  message_max_chars: { section: 'features', en: 'text size limit long', ru: 'текст размер лимит длинные' },
  messages_per_minute: {
    section: 'features',
    en: 'rate limit spam flood speed',
    ru: 'частота лимит спам флуд скорость',
  },
  mail: {
    section: 'notifications',
    en: 'email e-mail notifications unread digest smtp',
    ru: 'email письма уведомления непрочитанные smtp',
  },
  mail_minutes: {
    section: 'notifications',
    en: 'email delay wait notifications',
    ru: 'email письма задержка ожидание уведомления',
  },
  mail_every_minutes: {
    section: 'notifications',
    en: 'email frequency limit digest notifications',
    ru: 'email письма частота лимит уведомления',
  },
  mail_per_day: {
    section: 'notifications',
    en: 'email limit daily notifications',
    ru: 'email письма лимит сутки уведомления',
  },
  mail_per_room: {
    section: 'notifications',
    en: 'email limit conversation chat notifications',
    ru: 'email письма лимит чат переписка уведомления',
  },
  mail_content: {
    section: 'notifications',
    en: 'email privacy text preview notifications',
    ru: 'email письма приватность текст уведомления',
  },
  mail_replies: {
    section: 'notifications',
    en: 'email answer respond inbound notifications',
    ru: 'email письма ответить ответ входящие уведомления',
  },
  mail_quiet_hours: {
    section: 'notifications',
    en: 'email night sleep do not disturb notifications',
    ru: 'email письма ночь не беспокоить уведомления',
  },
  mail_time_zone: {
    section: 'notifications',
    en: 'email timezone clock hours notifications',
    ru: 'email письма время пояс уведомления',
  },
  mail_page_url: {
    section: 'notifications',
    en: 'email link address page notifications',
    ru: 'email письма ссылка адрес страница уведомления',
  },
  mail_from_name: {
    section: 'notifications',
    en: 'email sender from name notifications',
    ru: 'email письма отправитель имя уведомления',
  },
  mail_reply_to: {
    section: 'notifications',
    en: 'email answers reply address notifications',
    ru: 'email письма ответы адрес уведомления',
  },
  notify_url: {
    section: 'notifications',
    en: 'email own api address webhook notify notifications',
    ru: 'email письма api адрес notify уведомления',
  },
  users_ttl_seconds: {
    section: 'site',
    en: 'avatars profiles cache users info update',
    ru: 'аватары профили кэш пользователи обновление',
  },
  search_users_url: { section: 'site', en: 'people find users api address', ru: 'люди найти пользователи api адрес' },
  friends_url: { section: 'site', en: 'contacts people api address', ru: 'контакты люди api адрес' },
  before_send_url: {
    section: 'site',
    en: 'hook webhook moderation check filter approve messages api address',
    ru: 'хук вебхук модерация проверка фильтр сообщения api адрес',
  },
  before_send_failure: {
    section: 'site',
    en: 'hook webhook moderation check error timeout',
    ru: 'хук вебхук модерация проверка ошибка сбой',
  },
  theme: { section: 'appearance', en: 'dark light night mode colors', ru: 'тёмная светлая ночная цвета' },
  language: {
    section: 'appearance',
    en: 'locale translation english russian',
    ru: 'локаль перевод английский русский',
  },
  preview: { section: 'appearance', en: 'notification pop-up toast bubble', ru: 'уведомление всплывающее окно' },
  accent: { section: 'appearance', en: 'color brand button main', ru: 'цвет бренд кнопка основной' },
  background: { section: 'appearance', en: 'color', ru: 'цвет' },
  text: { section: 'appearance', en: 'color font', ru: 'цвет шрифт' },
  bubble: { section: 'appearance', en: 'color own messages', ru: 'цвет свои сообщения' },
  dark_accent: { section: 'appearance', en: 'color night', ru: 'цвет ночной' },
  dark_background: { section: 'appearance', en: 'color night', ru: 'цвет ночной' },
  dark_text: { section: 'appearance', en: 'color night', ru: 'цвет ночной' },
  dark_bubble: { section: 'appearance', en: 'color night own messages', ru: 'цвет ночной свои сообщения' },
  font: { section: 'appearance', en: 'typeface text', ru: 'гарнитура текст' },
  density: { section: 'appearance', en: 'compact spacing size', ru: 'плотность отступы размер' },
  radius: { section: 'appearance', en: 'rounded corners border', ru: 'скругление углы рамка' },
  title: { section: 'appearance', en: 'name header caption window', ru: 'имя шапка название окно' },
  launcher_icon: { section: 'appearance', en: 'button picture', ru: 'кнопка картинка' },
  launcher_text: { section: 'appearance', en: 'button words label', ru: 'кнопка надпись слова' },
  position: { section: 'appearance', en: 'left right corner side button', ru: 'слева справа угол сторона кнопка' },
  launcher_side: { section: 'appearance', en: 'button offset margin position', ru: 'кнопка отступ место' },
  launcher_bottom: { section: 'appearance', en: 'button offset margin position', ru: 'кнопка отступ место' },
  window_width: { section: 'appearance', en: 'size', ru: 'размер' },
  window_height: { section: 'appearance', en: 'size', ru: 'размер' },
  phrases: {
    section: 'appearance',
    en: 'texts words wording translation rename labels',
    ru: 'тексты слова формулировки перевод надписи',
  },
}

export const isSetting = (name: string): name is Name => Object.hasOwn(SETTING_PLACES, name)
export const SETTING_NAMES = Object.keys(SETTING_PLACES) as Name[]

const plain = (text: string): string => text.toLowerCase().replaceAll('ё', 'е')

/** Has the text each word of the needle, whole or in part? */
export function isAbout(text: string, needle: string): boolean {
  const where = plain(text)
  return plain(needle)
    .split(/\s+/)
    .every((word) => where.includes(word))
}
