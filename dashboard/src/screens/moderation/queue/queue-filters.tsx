import { setQuery } from '../../../navigation/router.ts'
import type { ReportView } from '../../../requests/api.ts'
import { Button } from '../../../ui/button.tsx'
import { SelectField } from '../../../ui/form/field.tsx'
import { t } from '../phrases.ts'
import type { QueueFilter } from './queue-list.ts'

const REASONS = ['spam', 'abuse', 'threats', 'sexual', 'fraud', 'other'] as const satisfies ReportView['reason'][]
const STATES = ['open', 'mine', 'snoozed', 'closed'] as const satisfies QueueFilter['state'][]
const SOURCES = ['user', 'several', 'rule', 'held'] as const
const SORTS = ['newest', 'oldest', 'most_reported'] as const satisfies QueueFilter['sort'][]

const oneOf = <V extends string>(all: readonly V[], text: string | null): V | null =>
  all.find((value) => value === text) ?? null

/** The filter in the address; unknown values count as no filter. */
export function readFilter(query: URLSearchParams): QueueFilter {
  const state = oneOf(STATES, query.get('state')) ?? 'open'
  return {
    state,
    source: oneOf(SOURCES, query.get('source')),
    reason: oneOf(REASONS, query.get('reason')),
    about: query.get('about'),
    by: query.get('by'),
    sort: oneOf(sortsOf(state), query.get('sort')) ?? 'newest',
  }
}

/** Decided reports are sorted by age alone. */
const sortsOf = (state: QueueFilter['state']) =>
  state === 'closed' ? SORTS.filter((sort) => sort !== 'most_reported') : SORTS

export function QueueFilters({ filter }: { filter: QueueFilter }) {
  const { state, source, reason, about, by, sort } = filter
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
      <SelectField
        label={t('sort')}
        name="sort"
        value={sort}
        options={sortsOf(state).map((value) => ({ value, label: t(`sort_${value}`) }))}
        onValue={(chosen) => setQuery({ sort: chosen === 'newest' ? null : chosen, report: null })}
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
