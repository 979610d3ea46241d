import type { WebhookAttempt, WebhookEndpoint, WebhookSecret } from '@imbachat/protocol/http/dashboard'
import { useSignal } from '@preact/signals'
import { formatNumber, formatTime } from '../../../i18n/index.ts'
import { api } from '../../../requests/api.ts'
import { useRefusalToast } from '../../../requests/refusal-toast.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { toast } from '../../../toasts.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { SwitchField } from '../../../ui/form/field.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { SecretValue } from '../keys/secret-value.tsx'
import { Attempt } from './attempt.tsx'
import { Deliveries } from './deliveries.tsx'
import { WebhookForm } from './webhook-form.tsx'
import { problemText, t } from './webhook-phrases.ts'

type Question = 'rotate' | 'delete' | 'on'

interface WebhookCardProps {
  widget_id: number
  endpoint: WebhookEndpoint
  onChanged: () => void
}

/** One endpoint: how it does, its secret, and what was delivered. */
export function WebhookCard({ widget_id, endpoint, onChanged }: WebhookCardProps) {
  const { endpoint_id, url, description, bot_id, types, state, waiting, dead } = endpoint
  const of = { widget_id, params: { endpoint_id } }
  const isEditing = useSignal(false)
  const asking = useSignal<Question | null>(null)
  const skip = useSignal(false)
  const secrets = useSignal<readonly WebhookSecret[] | null>(null)
  const tested = useSignal<WebhookAttempt | null>(null)

  const reveal = useSubmit(async () => {
    secrets.value = secrets.value === null ? (await api.call('webhooks.reveal_secret', of)).secrets : null
  })
  const test = useSubmit(async () => {
    tested.value = null
    tested.value = (await api.call('webhooks.test', of)).attempt
  })
  const turnOff = useSubmit(async () => {
    await api.call('webhooks.change', { ...of, body: { on: false } })
    onChanged()
    toast(t('turned_off'))
  })
  const answer = useSubmit(async () => {
    const what = asking.value
    if (what === 'rotate') secrets.value = (await api.call('webhooks.rotate_secret', { ...of, body: {} })).secrets
    else if (what === 'delete') await api.call('webhooks.delete', of)
    else await api.call('webhooks.change', { ...of, body: { on: true, skip: skip.value } })
    asking.value = null
    onChanged()
    toast(t(what === 'rotate' ? 'rotated' : what === 'delete' ? 'deleted' : 'turned_on'))
  })
  for (const act of [reveal, test, turnOff]) useRefusalToast(act.error.value)
  const ask = (what: Question | null) => {
    answer.clear()
    asking.value = what
  }
  const host = new URL(url).host

  return (
    <Card
      title={description || host}
      lead={<bdi dir="ltr">{url}</bdi>}
      aside={
        <span class="row-acts">
          <span class={`chip ${state === 'failing' ? 'chip-warning' : ''}`}>{t(`state_${state}`)}</span>
          {state === 'off' ? (
            <Button onClick={() => ask('on')}>{t('turn_on')}</Button>
          ) : (
            <Button pending={turnOff.pending.value} onClick={turnOff.run}>
              {t('turn_off')}
            </Button>
          )}
        </span>
      }
    >
      <StateNotice endpoint={endpoint} />
      {isEditing.value ? (
        <WebhookForm
          widget_id={widget_id}
          endpoint={endpoint}
          onDone={() => {
            isEditing.value = false
            onChanged()
          }}
          onClose={() => {
            isEditing.value = false
          }}
        />
      ) : (
        <Facts
          facts={[
            bot_id !== null && [t('receiver'), t('receiver_bot', { name: bot_id })],
            [t('events'), types === null ? t('all') : types.map((type) => <code key={type}>{type} </code>)],
            [t('waiting'), formatNumber(waiting)],
            [t('dead'), formatNumber(dead)],
          ]}
        />
      )}
      {secrets.value?.map(({ value, ends_at }) => (
        <SecretValue
          key={value}
          what={t('secret')}
          value={value}
          note={ends_at === null ? t('secret_current') : t('secret_until', { time: formatTime(ends_at) })}
        />
      ))}
      {tested.value && <Attempt attempt={tested.value} />}
      <div class="row-acts">
        <Button pending={test.pending.value} onClick={test.run}>
          {t('test')}
        </Button>
        <Button icon="eye" pending={reveal.pending.value} onClick={reveal.run}>
          {t(secrets.value === null ? 'show' : 'hide')}
        </Button>
        <Button icon="rotate" onClick={() => ask('rotate')}>
          {t('rotate')}
        </Button>
        <Button
          onClick={() => {
            isEditing.value = true
          }}
        >
          {t('edit')}
        </Button>
        <Button onClick={() => ask('delete')}>{t('delete')}</Button>
      </div>
      <Deliveries widget_id={widget_id} endpoint={endpoint} onChanged={onChanged} />
      {asking.value !== null && (
        <Confirm
          title={t(`${asking.value}_title`)}
          act={asking.value === 'on' ? t('turn_on') : t(asking.value)}
          dangerous={asking.value === 'delete'}
          pending={answer.pending.value}
          error={answer.error.value}
          onConfirm={() => answer.run()}
          onClose={() => ask(null)}
        >
          <p>{t(`${asking.value}_text`)}</p>
          {asking.value === 'on' && (
            <SwitchField
              label={t('skip')}
              name="skip"
              value={skip.value}
              onValue={(value) => {
                skip.value = value
              }}
            />
          )}
        </Confirm>
      )}
    </Card>
  )
}

function StateNotice({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { state, off_reason, failing_since, problem } = endpoint
  const why = { problem: problemText(problem, null) }
  if (state === 'on') return null
  if (state === 'failing') {
    return (
      <Notice kind="warning" title={t('failing_title', { time: formatTime(failing_since ?? 0) })}>
        {t('failing_text', why)}
      </Notice>
    )
  }
  return <Notice kind={off_reason === 'owner' ? 'info' : 'bad'}>{t(`off_${off_reason ?? 'owner'}`, why)}</Notice>
}
