import type { ReportView } from '../../requests/api.ts'
import { t } from './phrases.ts'

export type Act = 'dismiss' | 'publish' | 'delete' | 'warn' | 'mute' | 'ban' | 'shadow' | 'delete_all'

export const KEY_OF: Record<Act, string> = {
  ...{ dismiss: 'D', publish: 'P', delete: 'X', warn: 'W', mute: 'M', ban: 'B', shadow: 'S', delete_all: 'A' },
}

/** Actions that open a dialog. */
export type Asking = Act | 'snooze' | 'note'

export interface Decision {
  act: Act
  minutes?: number | null
  reason?: string
  delete?: boolean
  all_of_author?: boolean
}

/** A held message is published instead of dismissed; a report about a user has no message to delete. */
export function mayDecide({ held, seq }: ReportView, act: Act): boolean {
  if (act === 'dismiss' || act === 'publish') return held === (act === 'publish')
  return act !== 'delete' || held || seq !== null
}

/** Another moderator looks at it. */
export const isOthers = ({ claim }: ReportView): boolean => claim !== null && !claim.mine && claim.until > Date.now()

/** The reason why this can't be decided now, in words; null if it can. */
export function obstacle(report: ReportView | null, act: Act): string | null {
  if (report === null) return t('key_none')
  if (report.closed_at !== null) return t('key_closed')
  if (isOthers(report)) return t('claimed', { name: report.claim?.by ?? '' })
  if (mayDecide(report, act)) return null
  if (act === 'delete') return t('key_no_message')
  return t(report.held ? 'key_held' : 'key_not_held')
}

/** The reason why a report can't be assigned, put off or noted now, in words; null if it can. */
export function workObstacle(report: ReportView | null): string | null {
  if (report === null) return t('key_none')
  return report.closed_at === null ? null : t('key_closed')
}
