import type { ComponentChildren } from 'preact'
import { common } from '../i18n/index.ts'
import { ownedBy, refusalText } from '../i18n/refusal.ts'
import type { ApiError } from '../requests/api.ts'
import { Button } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'

const icons: Record<NoticeKind, IconName> = { info: 'info', good: 'check', warning: 'warning', bad: 'warning' }
type NoticeKind = 'info' | 'good' | 'warning' | 'bad'

interface NoticeProps {
  kind: NoticeKind
  title?: string
  children?: ComponentChildren
  /** `alert` is read out at once: for what has just happened */
  role?: 'alert' | 'status' | 'note'
  action?: ComponentChildren
}

export function Notice({ kind, title, children, role = 'note', action }: NoticeProps) {
  return (
    <div class={`notice notice-${kind}`} role={role}>
      <Icon name={icons[kind]} />
      <div class="notice-text">
        {title && <p class="notice-title">{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {action && <div class="notice-action">{action}</div>}
    </div>
  )
}

/** The refusal of a form, unless one of its fields shows it. */
export function FormError({ error, fields }: { error: ApiError | null; fields: readonly string[] }) {
  if (error === null || ownedBy(error, fields)) return null
  return (
    <Notice kind="bad" role="alert">
      {refusalText(error)}
    </Notice>
  )
}

/** In the place of what could not be loaded. */
export function LoadFailed({ error, onRetry }: { error: ApiError; onRetry: () => void }) {
  return (
    <Notice
      kind="bad"
      role="alert"
      title={common('error.load')}
      action={error.code !== 'not_found' && <Button onClick={onRetry}>{common('act.retry')}</Button>}
    >
      {refusalText(error)}
    </Notice>
  )
}
