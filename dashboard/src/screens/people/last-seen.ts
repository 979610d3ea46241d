import { formatAgo } from '../../i18n/index.ts'
import type { PersonView } from '../../requests/api.ts'
import { t } from './phrases.ts'

export function lastSeen({ online, last_seen }: PersonView): string {
  if (online) return t('online')
  return last_seen === null ? t('never_seen') : t('seen', { time: formatAgo(last_seen, Date.now()) })
}
