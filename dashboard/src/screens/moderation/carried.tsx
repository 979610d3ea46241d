import type { CarriedParts } from '../../api.ts'
import { phrasesOf } from '../../i18n/index.ts'
import { Icon } from '../../ui/icon.tsx'

const say = phrasesOf({
  en: {
    forwarded: 'Forwarded from {name}',
    buttons: 'Buttons',
    link: 'Link preview: {title}',
    site: 'The site: {text}',
    created: 'Room created: “{title}”',
    joined: 'Joined: {names}',
    left: 'Left: {names}',
    added: 'Added: {names}',
    removed: 'Removed: {names}',
    title: 'New title: “{title}”',
    description: 'Description changed',
    picture: 'Picture changed',
    role_admin: 'Now an admin: {names}',
    role_member: 'No longer an admin: {names}',
    owner: 'New owner: {names}',
    pinned: 'Message pinned',
  },
  ru: {
    forwarded: 'Переслано от {name}',
    buttons: 'Кнопки',
    link: 'Предпросмотр ссылки: {title}',
    site: 'Сайт: {text}',
    created: 'Комната создана: «{title}»',
    joined: 'Присоединились: {names}',
    left: 'Вышли: {names}',
    added: 'Добавлены: {names}',
    removed: 'Удалены: {names}',
    title: 'Новое название: «{title}»',
    description: 'Описание изменено',
    picture: 'Изображение изменено',
    role_admin: 'Теперь администратор: {names}',
    role_member: 'Больше не администратор: {names}',
    owner: 'Новый владелец: {names}',
    pinned: 'Сообщение закреплено',
  },
})

interface Props {
  /** null: deleted */
  text: string | null
  carries: CarriedParts
  /** names of its files, with their sizes where these are known */
  files: readonly string[]
  /** what is said of a deleted message */
  deleted: string
}

/** All that a message says, as text: whatever users or the site wrote is never markup here. */
export function MessageContent({ text, carries, files, deleted }: Props) {
  const { card, forwarded_from, link, notice } = carries
  return (
    <>
      {forwarded_from !== undefined && (
        <p class="hint">
          <bdi>{say('forwarded', { name: forwarded_from })}</bdi>
        </p>
      )}
      {notice && (
        <p class="hint carried-notice" dir="auto">
          {noticeText(carries)}
        </p>
      )}
      {card?.title && (
        <p class="carried-title" dir="auto">
          {card.title}
        </p>
      )}
      {!notice && text !== '' && (
        <p class={text === null ? 'hint' : 'report-text'} dir="auto">
          {text ?? deleted}
        </p>
      )}
      {card && card.buttons.length > 0 && (
        <ul class="carried-buttons" aria-label={say('buttons')}>
          {card.buttons.map((label, place) => (
            <li key={place} class="chip">
              <bdi>{label}</bdi>
            </li>
          ))}
        </ul>
      )}
      {link && (
        <p class="hint" dir="auto">
          {say('link', { title: link.title })}
        </p>
      )}
      {files.length > 0 && (
        <p class="hint report-files">
          <Icon name="copy" /> {files.join(', ')}
        </p>
      )}
    </>
  )
}

function noticeText({ notice, notice_users = [] }: CarriedParts): string {
  if (!notice) return ''
  const names = notice_users.join(', ')
  switch (notice.kind) {
    case 'created':
    case 'title':
      return say(notice.kind, { title: notice.title })
    case 'joined':
    case 'left':
    case 'added':
    case 'removed':
    case 'owner':
      return say(notice.kind, { names })
    case 'role':
      return say(`role_${notice.role}`, { names })
    case 'site':
      return say('site', { text: notice.text })
    case 'description':
    case 'picture':
    case 'pinned':
      return say(notice.kind)
  }
}
