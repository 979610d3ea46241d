import { t } from './phrases.ts'

/** The number of reports and appeals that wait for a decision; draws nothing for 0. */
export function WaitingCount({ count }: { count: number }) {
  if (count === 0) return null
  return (
    <span class="tab-count">
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span class="visually-hidden"> {t('waiting', { count })}</span>
    </span>
  )
}
