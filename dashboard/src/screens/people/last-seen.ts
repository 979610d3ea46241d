import type { PersonView } from '../../api.ts'
import { formatAgo } from '../../i18n/index.ts'
import { say } from './phrases.ts'

export function lastSeen({ online, last_seen }: PersonView): string {
  if (online) return say('online')
  return last_seen === null ? say('never_seen') : say('seen', { time: formatAgo(last_seen, Date.now()) })
}
