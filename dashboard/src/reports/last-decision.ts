import { signal } from '@preact/signals'
import type { ReportView } from '../requests/api.ts'

export interface LastDecision {
  widget_id: number
  report: ReportView
  /** it was about all that was open about the author */
  isAll: boolean
  /** by this browser's clock: the server's may differ */
  end: number
}

/** A moderator's last decision while it is shown. In this page's memory, so that it outlives another section. */
export const lastDecision = signal<LastDecision | null>(null)
