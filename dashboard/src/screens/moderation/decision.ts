import type { ReportView } from '../../api.ts'

export type Act = 'dismiss' | 'publish' | 'delete' | 'warn' | 'mute' | 'ban' | 'shadow' | 'delete_all'

export interface Decision {
  act: Act
  minutes?: number | null
  reason?: string
  delete?: boolean
}

/** A held message is published instead of dismissed; a report about a user has no message to delete. */
export function mayDecide({ held, seq }: ReportView, act: Act): boolean {
  if (act === 'dismiss' || act === 'publish') return held === (act === 'publish')
  return act !== 'delete' || held || seq !== null
}

/** Another moderator looks at it. */
export const isOthers = ({ claim }: ReportView): boolean => claim !== null && !claim.mine && claim.until > Date.now()
