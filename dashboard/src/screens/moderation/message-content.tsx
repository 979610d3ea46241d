import type { MessageContent as Content } from '../../requests/api.ts'
import { Icon } from '../../ui/icon.tsx'
import { t } from './message-content-phrases.ts'

interface Props {
  /** null: deleted */
  text: string | null
  carries: Content
  /** names of its files, with their sizes where these are known */
  files: readonly string[]
  /** the text in place of a deleted message */
  deleted: string
}

/** The whole content of a message as text: texts of users or the site are never markup here. */
export function MessageContent({ text, carries, files, deleted }: Props) {
  const { card, forwarded_from, link, notice } = carries
  return (
    <>
      {forwarded_from !== undefined && (
        <p class="hint">
          <bdi>{t('forwarded', { name: forwarded_from })}</bdi>
        </p>
      )}
      {notice && (
        <p class="hint message-content-notice" dir="auto">
          {noticeText(carries)}
        </p>
      )}
      {card?.title && (
        <p class="message-content-title" dir="auto">
          {card.title}
        </p>
      )}
      {!notice && text !== '' && (
        <p class={text === null ? 'hint' : 'report-text'} dir="auto">
          {text ?? deleted}
        </p>
      )}
      {card && card.buttons.length > 0 && (
        <ul class="message-content-buttons" aria-label={t('buttons')}>
          {card.buttons.map((label, place) => (
            <li key={place} class="chip">
              <bdi>{label}</bdi>
            </li>
          ))}
        </ul>
      )}
      {link && (
        <p class="hint" dir="auto">
          {t('link', { title: link.title })}
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

function noticeText({ notice, notice_users = [] }: Content): string {
  if (!notice) return ''
  const names = notice_users.join(', ')
  switch (notice.kind) {
    case 'created':
    case 'title':
      return t(notice.kind, { title: notice.title })
    case 'joined':
    case 'left':
    case 'added':
    case 'removed':
    case 'owner':
      return t(notice.kind, { names })
    case 'role':
      return t(`role_${notice.role}`, { names })
    case 'site':
      return t('site', { text: notice.text })
    case 'handed_over':
      return t(`handed_over_${notice.to}`)
    case 'description':
    case 'picture':
    case 'pinned':
      return t(notice.kind)
  }
}
