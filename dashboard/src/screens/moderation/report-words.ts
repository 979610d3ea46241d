import type { ReportView } from '../../requests/api.ts'
import { t } from './phrases.ts'

/** The reason of the report: the reporter's choice, or the rule that matched. */
export const groundText = ({ source, reason }: Pick<ReportView, 'source' | 'reason'>): string =>
  t(source === 'user' ? `reason_${reason}` : `flagged_${source}`)

/** What was reported, in a line or two. */
export const excerptOf = ({ seq, held, text }: ReportView): string =>
  seq === null && !held ? t('person') : text || t('no_text')
