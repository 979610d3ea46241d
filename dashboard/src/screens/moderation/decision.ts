import type { ReportView } from '../../api.ts'

export type Act = 'dismiss' | 'delete' | 'warn' | 'mute' | 'ban' | 'delete_all'

export interface Decision {
  act: Act
  minutes?: number | null
  reason?: string
  delete?: boolean
}

/** Another moderator looks at it. */
export const isOthers = ({ claim }: ReportView): boolean => claim !== null && !claim.mine && claim.until > Date.now()
