import { BROADCAST_CONFIRMED_ABOVE } from '@imbachat/protocol/broadcasts'
import { useSignal } from '@preact/signals'
import { api } from '../../api.ts'
import { formatNumber } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { useSubmit } from '../../submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field, SelectField, TextField } from '../../ui/field.tsx'
import { FormError } from '../../ui/notice.tsx'
import { PersonField } from '../../ui/person-field.tsx'
import { say } from './phrases.ts'

const AUDIENCES = ['all', 'active', 'listed'] as const
type Audience = (typeof AUDIENCES)[number]

const FIELDS = ['sender_id', 'text', 'link', 'active_days', 'user_ids']

/** Written first, then shown with the number of people it goes to, and only then sent. */
export function NewBroadcast({ widgetId, onSent }: { widgetId: number; onSent: () => void }) {
  const sender = useSignal('')
  const text = useSignal('')
  const link = useSignal('')
  const audience = useSignal<Audience>('all')
  const days = useSignal('30')
  const ids = useSignal('')
  const typed = useSignal('')
  const seen = useSignal<{ recipients: number; unknown: string[] } | null>(null)

  const recipients = () => ({
    sender_id: sender.peek().trim(),
    active_days: audience.peek() === 'active' ? Number(days.peek()) : null,
    user_ids: audience.peek() === 'listed' ? idsIn(ids.peek()) : null,
  })
  const look = useSubmit(async () => {
    seen.value = await api.call('broadcasts.preview', { widgetId, body: recipients() })
    typed.value = ''
    send.clear()
  })
  const send = useSubmit(async () => {
    const count = seen.peek()?.recipients ?? 0
    const body = { ...recipients(), text: text.peek(), link: link.peek().trim() || null, confirm: count }
    await api.call('broadcasts.send', { widgetId, body })
    seen.value = null
    text.value = ''
    link.value = ''
    toast(say('started'))
    onSent()
  })
  const error = (field: string) => fieldText(look.error.value, field) ?? fieldText(send.error.value, field)
  const shown = seen.value
  const count = shown?.recipients ?? 0
  const mustType = count > BROADCAST_CONFIRMED_ABOVE
  const ready =
    sender.value.trim() !== '' &&
    text.value.trim() !== '' &&
    (audience.value !== 'listed' || idsIn(ids.value).length > 0)
  return (
    <Card title={say('new')} lead={say('new_lead')}>
      <form class="form" onSubmit={look.run}>
        <PersonField
          widgetId={widgetId}
          label={say('sender')}
          hint={say('sender_hint')}
          name="sender_id"
          value={sender.value}
          error={error('sender_id')}
          onValue={(value) => {
            sender.value = value
          }}
        />
        <Field label={say('text')} error={error('text')}>
          {(control) => (
            <textarea
              {...control}
              class="input"
              rows={4}
              name="text"
              dir="auto"
              value={text.value}
              onInput={(event) => {
                text.value = event.currentTarget.value
              }}
            />
          )}
        </Field>
        <TextField
          label={say('link')}
          hint={say('link_hint')}
          name="link"
          type="url"
          optional
          value={link.value}
          error={error('link')}
          onValue={(value) => {
            link.value = value
          }}
        />
        <SelectField
          label={say('to')}
          name="audience"
          value={audience.value}
          options={AUDIENCES.map((value) => ({ value, label: say(`to_${value}`) }))}
          onValue={(value) => {
            audience.value = value
          }}
        />
        {audience.value === 'active' && (
          <TextField
            label={say('days')}
            name="active_days"
            type="number"
            value={days.value}
            error={error('active_days')}
            onValue={(value) => {
              days.value = value
            }}
          />
        )}
        {audience.value === 'listed' && (
          <Field label={say('ids')} hint={say('ids_hint')} error={error('user_ids')}>
            {(control) => (
              <textarea
                {...control}
                class="input"
                rows={4}
                name="user_ids"
                spellcheck={false}
                value={ids.value}
                onInput={(event) => {
                  ids.value = event.currentTarget.value
                }}
              />
            )}
          </Field>
        )}
        <FormError error={look.error.value ?? (shown === null ? send.error.value : null)} fields={FIELDS} />
        <div class="form-acts">
          <Button type="submit" kind="primary" pending={look.pending.value} disabled={!ready}>
            {say('review')}
          </Button>
        </div>
      </form>
      {shown && (
        <Confirm
          title={count === 1 ? say('question_one') : say('question', { count: formatNumber(count) })}
          act={say('send')}
          disabled={count === 0 || (mustType && typed.value.replaceAll(/\D/g, '') !== String(count))}
          pending={send.pending.value}
          error={send.error.value}
          onConfirm={() => send.run()}
          onClose={() => {
            seen.value = null
          }}
        >
          <blockquote class="broadcast-preview" dir="auto">
            {text.value}
            {link.value.trim() !== '' && `\n${link.value.trim()}`}
          </blockquote>
          <p>{count === 0 ? say('nobody') : say('hint')}</p>
          {shown.unknown.length > 0 && <p>{say('unknown', { ids: shown.unknown.join(', ') })}</p>}
          {mustType && (
            <TextField
              label={say('confirm', { count })}
              name="confirm"
              type="number"
              value={typed.value}
              onValue={(value) => {
                typed.value = value
              }}
            />
          )}
        </Confirm>
      )}
    </Card>
  )
}

const idsIn = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean)
