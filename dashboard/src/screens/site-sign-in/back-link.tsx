import { Icon } from '../../ui/icon.tsx'
import { t } from './phrases.ts'

/** Back to the admin of the site that signed the reader in. */
export function BackLink({ to }: { to: string }) {
  const { host } = new URL(to)
  const label = t('back', { site: host })
  return (
    <a class="topbar-link topbar-back" href={to} title={label} aria-label={label}>
      <Icon name="back" />
      <span class="topbar-host">{host}</span>
    </a>
  )
}
