import { setQuery } from '../../../navigation/router.ts'
import type { ReportView } from '../../../requests/api.ts'
import { Button } from '../../../ui/button.tsx'
import { SelectField } from '../../../ui/form/field.tsx'
import { t } from '../phrases.ts'
import type { QueueFilter } from './queue-list.ts'

const REASONS = ['spam', 'abuse', 'threats', 'sexual', 'fraud', 'other'] as const satisfies ReportView['reason'][]
const STATES = ['open', 'mine', 'snoozed', 'closed'] as const satisfies QueueFilter['state'][]
const SOURCES = ['user', 'several', 'rule', 'held'] as const

const oneOf = <V extends string>(all: readonly V[], text: string | null): V | null =>
  all.find((value) => value === text) ?? null

/** The filter as the address has it; what it does not know counts as no filter. */
export const readFilter = (query: URLSearchParams): QueueFilter => ({
  state: oneOf(STATES, query.get('state')) ?? 'open',
  source: oneOf(SOURCES, query.get('source')),
  reason: oneOf(REASONS, query.get('reason')),
  about: query.get('about'),
  by: query.get('by'),
})

export function QueueFilters({ filter }: { filter: QueueFilter }) {
  const { source, reason, about, by } = filter
  return (
    <div class="filters">
      <SelectField
        label={t('source')}
        name="source"
        value={source ?? 'all'}
        options={(['all', ...SOURCES] as const).map((value) => ({ value, label: t(`source_${value}`) }))}
        onValue={(chosen) => setQuery({ source: chosen === 'all' ? null : chosen, report: null })}
      />
      <SelectField
        label={t('reason')}
        name="reason"
        value={reason ?? 'all'}
        options={(['all', ...REASONS] as const).map((value) => ({ value, label: t(`reason_${value}`) }))}
        onValue={(chosen) => setQuery({ reason: chosen === 'all' ? null : chosen, report: null })}
      />
      {(about !== null || by !== null) && (
        <div class="filters-person">
          <span class="chip">{about !== null ? t('about_one', { name: about }) : t('by_one', { name: by ?? '' })}</span>
          <Button kind="quiet" onClick={() => setQuery({ about: null, by: null, report: null })}>
            {t('clear')}
          </Button>
        </div>
      )}
    </div>
  )
}
