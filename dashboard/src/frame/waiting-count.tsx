import { t } from './phrases.ts'

/** Reports and appeals that nobody has decided; nothing where there are none. */
export function WaitingCount({ count }: { count: number }) {
  if (count === 0) return null
  return (
    <span class="tab-count">
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span class="visually-hidden"> {t('waiting', { count })}</span>
    </span>
  )
}
