import { formatTime } from '../../i18n/index.ts'
import type { RestrictionEntry } from '../../requests/api.ts'
import { t } from './phrases.ts'

/** One warning, mute, ban or shadow ban: its moderator, its end, the one who lifted it, and the reason. */
export function RestrictionLine({ entry }: { entry: RestrictionEntry }) {
  const { kind, reason, until, created_at, created_by, lifted_at, lifted_by } = entry
  const given = t('given', { kind: t(`kind_${kind}`), name: created_by, time: formatTime(created_at) })
  const end = kind === 'warn' ? null : until === null ? t('for_good') : `→ ${formatTime(until)}`
  return (
    <>
      <p>
        {given}
        {end && <span class="hint"> · {end}</span>}
        {lifted_at !== null && (
          <span class="hint"> · {t('lifted', { name: lifted_by ?? '', time: formatTime(lifted_at) })}</span>
        )}
      </p>
      {reason && (
        <p class="report-text" dir="auto">
          {reason}
        </p>
      )}
    </>
  )
}
