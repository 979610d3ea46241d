import { query, setQuery } from '../../../navigation/router.ts'
import { type AuditEntryView, api } from '../../../requests/api.ts'
import { usePaged } from '../../../requests/paged.ts'
import { useResource } from '../../../requests/resource.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { SelectField } from '../../../ui/form/field.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { More } from '../../../ui/search/more.tsx'
import { AuditEntry } from './audit-entry.tsx'
import { DateField, dayEnd, dayStart } from './date-field.tsx'
import { ACTS, actText, t } from './phrases.ts'

/** The filters stand in the address, so that what one finds can be sent to another. */
const FILTERS = ['person', 'act', 'from', 'to'] as const

/** @param widget_id null: what was done to accounts and to the server */
export function AuditTab({ widget_id }: { widget_id: number | null }) {
  const filter = Object.fromEntries(FILTERS.map((name) => [name, query.value.get(name) ?? '']))
  const { person = '', act = '', from = '', to = '' } = filter
  const asked: Record<string, string> = {
    limit: '30',
    ...(person && { account_id: person }),
    ...(act && { action: act }),
    ...(dayStart(from) !== null && { from: String(dayStart(from)) }),
    ...(dayEnd(to) !== null && { to: String(dayEnd(to)) }),
  }
  const team = useResource(widget_id ?? '', async () =>
    widget_id === null ? { members: [] } : api.call('team.list', { widget_id }),
  ).now.value
  const log = usePaged(
    JSON.stringify(asked),
    (cursor) => {
      const query = { ...asked, ...(cursor !== null && { cursor }) }
      return widget_id === null ? api.call('server.audit', { query }) : api.call('audit.list', { widget_id, query })
    },
    (shown, page) => ({ ...page, entries: [...shown.entries, ...page.entries] }),
    'audit',
  )
  const now = log.now.value
  const entries = now.state === 'ready' ? now.value.entries : []
  const people = peopleOf(team.state === 'ready' ? team.value.members : [], entries, person)
  const filtered = FILTERS.some((name) => filter[name])

  return (
    <Card title={t('title')} lead={t(widget_id === null ? 'lead_server' : 'lead')}>
      <div class="inline-form">
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
        <DateField label={t('from')} name="from" value={from} onValue={(value) => setQuery({ from: value })} />
        <DateField label={t('to')} name="to" value={to} onValue={(value) => setQuery({ to: value })} />
        {filtered && (
          <Button kind="quiet" onClick={() => setQuery({ person: null, act: null, from: null, to: null })}>
            {t('clear')}
          </Button>
        )}
      </div>
      {now.state === 'loading' && <Loading lines={5} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={log.reload} />}
      {now.state === 'ready' && entries.length === 0 && <p class="hint">{t(filtered ? 'none_found' : 'none')}</p>}
      {entries.length > 0 && (
        <ol class="rows">
          {entries.map((entry) => (
            <AuditEntry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
      <More list={log} />
    </Card>
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
