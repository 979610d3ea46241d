import type { BotView } from '@imbachat/protocol/http/api/api-bots'
import { EVENT_TYPES, type EventType } from '@imbachat/protocol/http/api/event-catalogue'
import type { WebhookEndpoint } from '@imbachat/protocol/http/dashboard'
import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { common, language } from '../../../i18n/index.ts'
import { fieldText } from '../../../i18n/refusal.ts'
import { api } from '../../../requests/api.ts'
import { useResource } from '../../../requests/resource.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { toast } from '../../../toasts.ts'
import { Button } from '../../../ui/button.tsx'
import { SelectField, TextField } from '../../../ui/form/field.tsx'
import { FormError, Notice } from '../../../ui/notice.tsx'
import { t } from './webhook-phrases.ts'

interface WebhookFormProps {
  widget_id: number
  /** null: a new one */
  endpoint: WebhookEndpoint | null
  onDone: () => void
  onClose: () => void
}

export function WebhookForm({ widget_id, endpoint, onDone, onClose }: WebhookFormProps) {
  const url = useSignal(endpoint?.url ?? '')
  const description = useSignal(endpoint?.description ?? '')
  const which = useSignal<'all' | 'some'>(endpoint?.types ? 'some' : 'all')
  const types = useSignal<ReadonlySet<EventType>>(new Set(endpoint?.types ?? []))
  /** '': the site */
  const receiver = useSignal(endpoint?.bot_id ?? '')
  const bots = useResource(widget_id, () => api.call('widget_bots.list', { widget_id, query: { limit: '100' } }))
  const known = bots.now.value.state === 'ready' ? bots.now.value.value.bots : []
  const isIncomplete = useSignal(false)
  const missing = useId()
  const submit = useSubmit(async () => {
    isIncomplete.value = which.value === 'some' && types.value.size === 0
    if (isIncomplete.value) return
    const chosen = which.value === 'all' ? null : EVENT_TYPES.filter((type) => types.value.has(type))
    const body = { url: url.value, description: description.value, types: chosen }
    if (endpoint === null) {
      const created = { ...body, bot_id: receiver.value || null, language: language.value }
      await api.call('webhooks.create', { widget_id, body: created })
    } else {
      await api.call('webhooks.change', { widget_id, params: { endpoint_id: endpoint.endpoint_id }, body })
    }
    onDone()
    toast(t(endpoint === null ? 'added' : 'saved'))
  })
  const error = submit.error.value
  const choose = (type: EventType, isChosen: boolean) => {
    const others = [...types.value].filter((other) => other !== type)
    types.value = new Set(isChosen ? [...others, type] : others)
    isIncomplete.value = false
  }

  return (
    <form class="form" onSubmit={submit.run}>
      {error?.code === 'forbidden' && endpoint === null ? (
        <Notice kind="bad" role="alert">
          {t('full')}
        </Notice>
      ) : (
        <FormError error={error} fields={['url', 'description']} />
      )}
      <TextField
        label={t('url')}
        name="url"
        type="url"
        required
        autoFocus
        placeholder="https://shop.example/webhooks"
        hint={t('url_hint')}
        value={url.value}
        onValue={(value) => {
          url.value = value
        }}
        error={fieldText(error, 'url')}
      />
      <TextField
        label={t('description')}
        name="description"
        optional
        value={description.value}
        onValue={(value) => {
          description.value = value
        }}
        error={fieldText(error, 'description')}
      />
      {endpoint === null && known.length > 0 && (
        <SelectField
          label={t('receiver')}
          hint={receiverHint(known.find(({ user_id }) => user_id === receiver.value))}
          name="bot_id"
          value={receiver.value}
          options={[
            { value: '', label: t('receiver_site') },
            ...known.map(({ user_id, name }) => ({ value: user_id, label: t('receiver_bot', { name }) })),
          ]}
          onValue={(value) => {
            receiver.value = value
          }}
        />
      )}
      <SelectField
        label={t('events')}
        name="which"
        value={which.value}
        options={(['all', 'some'] as const).map((value) => ({ value, label: t(value) }))}
        onValue={(value) => {
          which.value = value
        }}
      />
      {which.value === 'some' && (
        <fieldset class="scopes" aria-describedby={isIncomplete.value ? missing : undefined}>
          <legend class="visually-hidden">{t('events')}</legend>
          {EVENT_TYPES.map((type) => (
            <label key={type} class="scope">
              <input
                type="checkbox"
                name={type}
                checked={types.value.has(type)}
                onChange={(event) => choose(type, event.currentTarget.checked)}
              />
              <code dir="ltr">{type}</code>
            </label>
          ))}
        </fieldset>
      )}
      {isIncomplete.value && (
        <p class="field-error" id={missing} role="alert">
          {t('types_missing')}
        </p>
      )}
      <div class="row-acts">
        <Button kind="primary" type="submit" pending={submit.pending.value}>
          {t(endpoint === null ? 'create' : 'save')}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {common('act.cancel')}
        </Button>
      </div>
    </form>
  )
}

/** Explains which messages of its rooms a bot receives. */
const receiverHint = (bot: BotView | undefined): string =>
  bot === undefined ? t('receiver_site_hint') : t(`receiver_${bot.receives}_hint`)
