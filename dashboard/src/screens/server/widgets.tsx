import { QUOTA_LIMITS } from '@imbachat/protocol/http/widget/quota-limits'
import { useSignal } from '@preact/signals'
import { common, formatAgo, formatDate, formatNumber } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { api, type ServerWidget, type WidgetQuotas } from '../../requests/api.ts'
import { useResource } from '../../requests/resource.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { TextField } from '../../ui/form/field.tsx'
import { isWholeNumber } from '../../ui/form/number-field.tsx'
import { formatBytes } from '../../ui/format-bytes.ts'
import { Loading } from '../../ui/loading.tsx'
import { SearchList } from '../../ui/search/search-list.tsx'
import { t } from './phrases.ts'

const FILTERS = ['all', 'suspended', 'quotas'] as const
const QUOTAS = Object.keys(QUOTA_LIMITS) as (keyof WidgetQuotas)[]
type Act = 'suspend' | 'resume' | 'quotas'

export function ServerWidgets() {
  return (
    <SearchList
      scope="widgets"
      label={t('find_widget')}
      filterLabel={t('show')}
      filters={FILTERS}
      filterText={(name) => t(`widgets_${name}`)}
      ask={async (query) => {
        const { widgets, defaults, next } = await api.call('server.widgets', { query })
        return { items: widgets.map((widget) => ({ widget, defaults })), next }
      }}
      keyOf={({ widget }) => widget.widget_id}
      look={{
        row: ({ widget, defaults }, put) => (
          <WidgetRow widget={widget} defaults={defaults} onChanged={(changed) => put({ widget: changed, defaults })} />
        ),
      }}
      emptyText={() => t('none_found')}
    />
  )
}

interface WidgetRowProps {
  widget: ServerWidget
  defaults: WidgetQuotas
  onChanged: (widget: ServerWidget) => void
}

function WidgetRow({ widget, defaults, onChanged }: WidgetRowProps) {
  const { widget_id: id, name, owner, suspended, active_at, quotas } = widget
  const asked = useSignal<Act | null>(null)
  const counted = useSignal(false)
  const ask = (what: Act | null) => () => {
    asked.value = what
  }
  const done = (what: Act) => (changed: ServerWidget) => {
    onChanged(changed)
    asked.value = null
    toast(t(`did_${what}`))
  }
  const hasQuotas = QUOTAS.some((quota) => quotas[quota] !== null)
  return (
    <>
      <div class="row-words">
        <span class="row-title">
          <bdi>{name}</bdi> <span class="row-note">DEV_ID {id}</span>
        </span>
        <span class="row-note">
          <bdi>{owner ?? t('no_owner')}</bdi>
          {' · '}
          {active_at === null ? t('never_active') : t('active', { ago: formatAgo(active_at, Date.now()) })}
        </span>
        <span class="row-note">
          {t('month', {
            messages: widget.messages,
            users: widget.active_users,
            files: formatBytes(widget.file_bytes),
          })}
        </span>
        {counted.value && <Contents widget_id={id} />}
        <span class="person-row-marks">
          {suspended !== null && (
            <span class="chip chip-bad">{t('suspended_since', { date: formatDate(suspended.at) })}</span>
          )}
          {hasQuotas && <span class="chip">{t('own_quotas')}</span>}
        </span>
        {suspended !== null && suspended.reason !== '' && <bdi class="row-note">{suspended.reason}</bdi>}
      </div>
      <div class="row-acts">
        {!counted.value && (
          <Button
            kind="quiet"
            label={`${t('count')}: ${name}`}
            onClick={() => {
              counted.value = true
            }}
          >
            {t('count')}
          </Button>
        )}
        {(['quotas', suspended === null ? 'suspend' : 'resume'] as const).map((what) => (
          <Button key={what} kind="quiet" label={`${t(`act_${what}`)}: ${name}`} onClick={ask(what)}>
            {t(`act_${what}`)}
          </Button>
        ))}
      </div>
      {asked.value === 'suspend' && <Suspend widget={widget} onDone={done('suspend')} onClose={ask(null)} />}
      {asked.value === 'resume' && <Resume widget={widget} onDone={done('resume')} onClose={ask(null)} />}
      {asked.value === 'quotas' && (
        <Quotas widget={widget} defaults={defaults} onDone={done('quotas')} onClose={ask(null)} />
      )}
    </>
  )
}

function Contents({ widget_id }: { widget_id: number }) {
  const now = useResource(widget_id, () =>
    api.call('server.widget_contents', { params: { widget_id: `${widget_id}` } }),
  ).now.value
  if (now.state === 'loading') return <Loading lines={1} />
  if (now.state === 'failed') return <span class="row-note">{t('not_counted')}</span>
  const { users, rooms, messages, complete } = now.value.contents
  const put = { users, rooms, messages }
  return <span class="row-note">{t(complete ? 'contents' : 'contents_more', put)}</span>
}

interface ActProps {
  widget: ServerWidget
  onDone: (widget: ServerWidget) => void
  onClose: () => void
}

function Suspend({ widget, onDone, onClose }: ActProps) {
  const reason = useSignal('')
  const act = useSubmit(async () => {
    const body = { reason: reason.value }
    onDone((await api.call('server.suspend_widget', { widget_id: widget.widget_id, body })).widget)
  })
  return (
    <Confirm
      title={t('ask_suspend', { name: widget.name })}
      act={t('act_suspend')}
      dangerous
      pending={act.pending.value}
      error={act.error.value}
      fields={['reason']}
      onConfirm={() => act.run()}
      onClose={onClose}
    >
      <p>{t('about_suspend')}</p>
      <TextField
        label={t('reason')}
        hint={t('reason_hint')}
        name="reason"
        optional
        value={reason.value}
        onValue={(value) => {
          reason.value = value
        }}
        error={fieldText(act.error.value, 'reason')}
      />
    </Confirm>
  )
}

function Resume({ widget, onDone, onClose }: ActProps) {
  const act = useSubmit(async () =>
    onDone((await api.call('server.resume_widget', { widget_id: widget.widget_id })).widget),
  )
  return (
    <Confirm
      title={t('ask_resume', { name: widget.name })}
      act={t('act_resume')}
      pending={act.pending.value}
      error={act.error.value}
      onConfirm={() => act.run()}
      onClose={onClose}
    >
      <p>{t('about_resume')}</p>
    </Confirm>
  )
}

function Quotas({ widget, defaults, onDone, onClose }: ActProps & { defaults: WidgetQuotas }) {
  const typed = useSignal<Record<keyof WidgetQuotas, string>>({
    file_mb: asText(widget.quotas.file_mb),
    connections: asText(widget.quotas.connections),
    rest_calls_per_second: asText(widget.quotas.rest_calls_per_second),
  })
  const wrong = useSignal<readonly (keyof WidgetQuotas)[]>([])
  const act = useSubmit(async () => {
    wrong.value = QUOTAS.filter((quota) => typed.value[quota].trim() !== '' && !isWholeNumber(typed.value[quota]))
    if (wrong.value.length > 0) return
    const { file_mb, connections, rest_calls_per_second } = typed.value
    const body = {
      file_mb: asNumber(file_mb),
      connections: asNumber(connections),
      rest_calls_per_second: asNumber(rest_calls_per_second),
    }
    onDone((await api.call('server.set_quotas', { widget_id: widget.widget_id, body })).widget)
  })
  return (
    <Confirm
      title={t('ask_quotas', { name: widget.name })}
      act={t('save')}
      pending={act.pending.value}
      error={act.error.value}
      fields={QUOTAS}
      onConfirm={() => act.run()}
      onClose={onClose}
    >
      <p>{t('about_quotas')}</p>
      {QUOTAS.map((quota) => (
        <TextField
          key={quota}
          label={t(`quota_${quota}`)}
          name={quota}
          type="number"
          placeholder={t('server_allows', { value: limitText(defaults[quota]) })}
          value={typed.value[quota]}
          onValue={(value) => {
            typed.value = { ...typed.value, [quota]: value }
            wrong.value = wrong.value.filter((name) => name !== quota)
          }}
          error={wrong.value.includes(quota) ? common('field.whole_number') : fieldText(act.error.value, quota)}
        />
      ))}
    </Confirm>
  )
}

const asText = (value: number | null): string => (value === null ? '' : String(value))
/** An empty field means the server's default. */
const asNumber = (text: string): number | null => (text.trim() === '' ? null : Number(text))
const limitText = (value: number | null): string => (value ? formatNumber(value) : t('no_limit'))
