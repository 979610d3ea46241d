import type { WebhookAttempt, WebhookDelivery, WebhookEndpoint } from '@imbachat/protocol/http/dashboard'
import { useSignal } from '@preact/signals'
import { formatAgo, formatNumber, formatTime } from '../../../i18n/index.ts'
import { api } from '../../../requests/api.ts'
import { usePaged } from '../../../requests/paged.ts'
import { useRefusalToast } from '../../../requests/refusal-toast.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { toast } from '../../../toasts.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Field, SelectField } from '../../../ui/form/field.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { More } from '../../../ui/search/more.tsx'
import { Attempt } from './attempt.tsx'
import { problemText, t } from './webhook-phrases.ts'

const FILTERS = ['any', 'pending', 'dead'] as const
const LIMIT = '20'

interface DeliveriesProps {
  widget_id: number
  endpoint: WebhookEndpoint
  onChanged: () => void
}

export function Deliveries({ widget_id, endpoint, onChanged }: DeliveriesProps) {
  const { endpoint_id } = endpoint
  const filter = useSignal<(typeof FILTERS)[number]>('any')
  const isReplaying = useSignal(false)
  const list = usePaged(
    `${endpoint_id} ${filter.value}`,
    (cursor) =>
      api.call('webhooks.deliveries', {
        widget_id,
        params: { endpoint_id },
        query: {
          limit: LIMIT,
          ...(cursor !== null && { cursor }),
          ...(filter.value !== 'any' && { state: filter.value }),
        },
      }),
    (shown, page) => ({ ...page, deliveries: [...shown.deliveries, ...page.deliveries] }),
  )
  const now = list.now.value
  return (
    <section class="deliveries" aria-label={t('deliveries')}>
      <div class="inline-form">
        <SelectField
          label={t('deliveries')}
          name="state"
          value={filter.value}
          options={FILTERS.map((value) => ({ value, label: t(`filter_${value}`) }))}
          onValue={(value) => {
            filter.value = value
          }}
        />
        <Button onClick={list.reload}>{t('refresh')}</Button>
        <Button
          onClick={() => {
            isReplaying.value = true
          }}
        >
          {t('replay')}
        </Button>
      </div>
      {now.state === 'loading' && <Loading lines={2} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={list.reload} />}
      {now.state === 'ready' && now.value.deliveries.length === 0 && (
        <p class="hint">{t(filter.value === 'any' ? 'deliveries_none' : 'deliveries_none_state')}</p>
      )}
      {now.state === 'ready' && now.value.deliveries.length > 0 && (
        <ul class="rows" aria-label={t('deliveries')}>
          {now.value.deliveries.map((delivery) => (
            <DeliveryRow
              key={delivery.event_id}
              widget_id={widget_id}
              endpoint_id={endpoint_id}
              delivery={delivery}
              onChanged={() => {
                list.reload()
                onChanged()
              }}
            />
          ))}
        </ul>
      )}
      <More list={list} />
      {isReplaying.value && (
        <Replay
          widget_id={widget_id}
          endpoint_id={endpoint_id}
          onClose={() => {
            isReplaying.value = false
          }}
          onDone={() => {
            isReplaying.value = false
            list.reload()
            onChanged()
          }}
        />
      )}
    </section>
  )
}

interface DeliveryRowProps {
  widget_id: number
  endpoint_id: string
  delivery: WebhookDelivery
  onChanged: () => void
}

function DeliveryRow({ widget_id, endpoint_id, delivery, onChanged }: DeliveryRowProps) {
  const { event_id, type, state, tries, at, status, problem, ms } = delivery
  const of = { widget_id, params: { endpoint_id, event_id } }
  const attempt = useSignal<WebhookAttempt | null>(null)
  const open = useSubmit(async () => {
    attempt.value = attempt.value === null ? (await api.call('webhooks.delivery', of)).attempt : null
  })
  const retry = useSubmit(async () => {
    const { delivery: tried } = await api.call('webhooks.retry', of)
    attempt.value = null
    onChanged()
    toast(
      tried.problem === null ? t('retried') : t('retry_failed', { problem: problemText(tried.problem, tried.status) }),
    )
  })
  useRefusalToast(open.error.value)
  useRefusalToast(retry.error.value)
  const outcome = problem === null ? t('problem_status', { status: status ?? '' }) : problemText(problem, status)
  return (
    <li class="row">
      <div class="row-words">
        <span class="row-title">
          <code dir="ltr">{type}</code> · {stateText(delivery)}
        </span>
        <span class="row-note">
          {[formatTime(at), outcome, t('tries', { count: tries }), t('took', { ms: formatNumber(ms) })].join(' · ')}
        </span>
      </div>
      <span class="row-acts">
        <Button kind="quiet" label={t('details_of', { id: event_id })} pending={open.pending.value} onClick={open.run}>
          {t('details')}
        </Button>
        {state !== 'delivered' && (
          <Button label={t('retry_of', { id: event_id })} pending={retry.pending.value} onClick={retry.run}>
            {t('retry')}
          </Button>
        )}
      </span>
      {attempt.value && (
        <div class="row-opened">
          <Attempt attempt={attempt.value} />
        </div>
      )}
    </li>
  )
}

function stateText({ state, next_at }: WebhookDelivery): string {
  if (state === 'delivered') return t('delivered')
  if (state === 'dead') return t('given_up')
  return t('pending', { when: formatAgo(next_at ?? Date.now(), Date.now()) })
}

const HOUR = 3_600_000

/** A moment in the reader's time, as a field of a form has it. */
const inField = (at: number): string =>
  new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

interface ReplayProps {
  widget_id: number
  endpoint_id: string
  onClose: () => void
  onDone: () => void
}

function Replay({ widget_id, endpoint_id, onClose, onDone }: ReplayProps) {
  const from = useSignal(inField(Date.now() - HOUR))
  const to = useSignal('')
  const replay = useSubmit(async () => {
    const body = { from: Date.parse(from.value), ...(to.value !== '' && { to: Date.parse(to.value) }) }
    const { events } = await api.call('webhooks.replay', { widget_id, params: { endpoint_id }, body })
    onDone()
    toast(t('replayed', { count: events }))
  })
  const moment = (label: string, name: string, value: typeof from, optional: boolean) => (
    <Field label={label} name={name} optional={optional}>
      {(control) => (
        <input
          {...control}
          class="input"
          type="datetime-local"
          name={name}
          required={!optional}
          value={value.value}
          onInput={(event) => {
            value.value = event.currentTarget.value
          }}
        />
      )}
    </Field>
  )
  return (
    <Confirm
      title={t('replay_title')}
      act={t('replay')}
      disabled={from.value === ''}
      pending={replay.pending.value}
      error={replay.error.value}
      onConfirm={() => replay.run()}
      onClose={onClose}
    >
      <p>{t('replay_text')}</p>
      {moment(t('replay_from'), 'from', from, false)}
      {moment(t('replay_to'), 'to', to, true)}
    </Confirm>
  )
}
