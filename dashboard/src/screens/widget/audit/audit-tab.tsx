import { AUDIT_SUBJECTS } from '@imbachat/protocol/http/audit'
import { useRef } from 'preact/hooks'
import { query, setQuery } from '../../../navigation/router.ts'
import { type AuditEntryView, api } from '../../../requests/api.ts'
import { usePaged } from '../../../requests/paged.ts'
import { useResource } from '../../../requests/resource.ts'
import { Button, LinkButton } from '../../../ui/button.tsx'
import { SelectField, TextField } from '../../../ui/form/field.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { More } from '../../../ui/search/more.tsx'
import { Table } from '../../../ui/search/table.tsx'
import { TableBar } from '../../../ui/search/table-bar.tsx'
import { useTypedQuery } from '../../../ui/search/typed-query.ts'
import { columns } from './audit-entry.tsx'
import { DateField, dayEnd, dayStart } from './date-field.tsx'
import { ACTS, actText, t } from './phrases.ts'

/** The filters stand in the address, so that what one finds can be sent to another. */
const FILTERS = ['person', 'act', 'about', 'target', 'from', 'to'] as const

/** Entries up to which the server counts. */
const COUNTED = 10_000

/** @param widget_id null: actions on accounts and on the server */
export function AuditTab({ widget_id }: { widget_id: number | null }) {
  const filter = Object.fromEntries(FILTERS.map((name) => [name, query.value.get(name) ?? '']))
  const { person = '', act = '', about = '', target = '', from = '', to = '' } = filter
  const typed = useTypedQuery('target')
  const sort = query.value.get('sort') === 'at' ? 'at' : '-at'
  const wanted: Record<string, string> = {
    sort,
    ...(person && { account_id: person }),
    ...(act && { action: act }),
    ...(AUDIT_SUBJECTS.some((one) => one === about) && { about }),
    ...(target && { target }),
    ...(dayStart(from) !== null && { from: String(dayStart(from)) }),
    ...(dayEnd(to) !== null && { to: String(dayEnd(to)) }),
  }
  const team = useResource(widget_id ?? '', async () =>
    widget_id === null ? { members: [] } : api.call('team.list', { widget_id }),
  ).now.value
  const log = usePaged(
    JSON.stringify(wanted),
    (cursor) => {
      const query = { ...wanted, limit: '50', figures: '1', ...(cursor !== null && { cursor }) }
      return widget_id === null ? api.call('server.audit', { query }) : api.call('audit.list', { widget_id, query })
    },
    (shown, page) => ({ ...page, total: shown.total, entries: [...shown.entries, ...page.entries] }),
    'audit',
  )
  const now = log.now.value
  /** what was shown before stays until the answer is there */
  const before = useRef(now.state === 'ready' ? now.value : null)
  if (now.state === 'ready') before.current = now.value
  const shown = now.state === 'ready' ? now.value : before.current
  const entries = shown?.entries ?? []
  const people = peopleOf(team.state === 'ready' ? team.value.members : [], entries, person)
  const isFiltered = FILTERS.some((name) => filter[name])
  const clear = () => setQuery(Object.fromEntries(FILTERS.map((name) => [name, null])))
  const onSort = (next: string) => setQuery({ sort: next === '-at' ? null : next })
  const place = widget_id === null ? 'server' : `widgets/${widget_id}`
  const all = columns(widget_id)

  return (
    <>
      <p class="hint">
        {t(widget_id === null ? 'lead_server' : 'lead')}{' '}
        {t('zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
      </p>
      <search class="filters audit-filters">
        <SelectField
          label={t('person')}
          name="person"
          value={person}
          options={[{ value: '', label: t('anyone') }, ...people]}
          onValue={(value) => setQuery({ person: value })}
        />
        <SelectField
          label={t('act')}
          name="act"
          value={act}
          options={[{ value: '', label: t('any') }, ...ACTS.map((id) => ({ value: id as string, label: actText(id) }))]}
          onValue={(value) => setQuery({ act: value })}
        />
        {widget_id !== null && (
          <SelectField
            label={t('about')}
            name="about"
            value={about}
            options={[
              { value: '', label: t('about_any') },
              ...AUDIT_SUBJECTS.map((one) => ({ value: one as string, label: t(`about_${one}`) })),
            ]}
            onValue={(value) => setQuery({ about: value })}
          />
        )}
        <TextField
          label={t('target')}
          hint={t('target_hint')}
          name="target"
          value={typed.value}
          onValue={(value) => {
            typed.value = value
          }}
        />
        <DateField label={t('from')} name="from" value={from} onValue={(value) => setQuery({ from: value })} />
        <DateField label={t('to')} name="to" value={to} onValue={(value) => setQuery({ to: value })} />
        <div class="filters-act audit-acts">
          {isFiltered && (
            <Button kind="quiet" onClick={clear}>
              {t('clear')}
            </Button>
          )}
          <LinkButton icon="backups" href={`/api/dashboard/v1/${place}/audit/file?${new URLSearchParams(wanted)}`}>
            {t('file')}
          </LinkButton>
        </div>
      </search>
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={log.reload} />}
      {now.state !== 'failed' && shown === null && <Loading lines={6} />}
      {now.state !== 'failed' && shown !== null && entries.length === 0 && (
        <div class="table-empty">
          <p class="hint">{t(isFiltered ? 'none_found' : 'none')}</p>
          {isFiltered && <Button onClick={clear}>{t('clear')}</Button>}
        </div>
      )}
      {now.state !== 'failed' && entries.length > 0 && (
        <div class="stack table-stack">
          <TableBar
            {...{ columns: all, sort, onSort }}
            name="audit"
            shown={entries.length}
            total={shown?.total ?? null}
            most={COUNTED}
            hasKeys={false}
          />
          <Table
            {...{ columns: all, sort, onSort }}
            label={t('table')}
            name="audit"
            items={entries}
            keyOf={({ id }) => id}
            isBusy={now.state === 'loading'}
          />
          <More list={log} />
        </div>
      )}
    </>
  )
}

/** The team, and who left it but is in what is shown. */
function peopleOf(
  members: readonly { account_id: string; email: string }[],
  entries: readonly AuditEntryView[],
  chosen: string,
): { value: string; label: string }[] {
  const people = new Map(members.map(({ account_id, email }) => [account_id, email]))
  for (const { account_id, actor } of entries) {
    if (account_id !== null && !people.has(account_id)) people.set(account_id, actor)
  }
  if (chosen && !people.has(chosen)) people.set(chosen, chosen)
  return [...people].map(([value, label]) => ({ value, label }))
}
