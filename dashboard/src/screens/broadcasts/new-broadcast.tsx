import { linkUrl } from '@imbachat/protocol/messages/link-url'
import { BROADCAST_CONFIRMED_ABOVE } from '@imbachat/protocol/moderation/broadcasts'
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { useDraft } from '../../drafts.ts'
import { common, formatNumber } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { useActFromAddress } from '../../navigation/act-from-address.ts'
import { draftName } from '../../navigation/routes.ts'
import { api } from '../../requests/api.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field, SelectField, TextField } from '../../ui/form/field.tsx'
import { isWholeNumber } from '../../ui/form/number-field.tsx'
import { findPersonId, PersonField } from '../../ui/form/person-field.tsx'
import { FormError } from '../../ui/notice.tsx'
import { t } from './phrases.ts'

const AUDIENCES = ['all', 'active', 'listed'] as const
type Audience = (typeof AUDIENCES)[number]

interface Written {
  sender: string
  text: string
  link: string
  audience: Audience
  days: string
  ids: string
}
const EMPTY: Written = { sender: '', text: '', link: '', audience: 'all', days: '30', ids: '' }

const FIELDS = ['sender_id', 'text', 'link', 'active_days', 'user_ids'] as const

/** The form of a broadcast. Before it is sent, the owner sees it with the number of people who get it. */
export function NewBroadcast({ widget_id, onSent }: { widget_id: number; onSent: () => void }) {
  const draft = useDraft(draftName(widget_id, 'broadcasts'), EMPTY)
  const { sender, text, link, audience, days, ids } = draft.value
  /** refused here, by field */
  const refused = useSignal<Partial<Record<'sender_id' | 'link' | 'active_days', string>>>({})
  const put = (change: Partial<Written>) => {
    refused.value = {}
    look.clear()
    draft.put(change)
  }
  const form = useRef<HTMLFormElement>(null)
  useActFromAddress({ new: () => form.current?.querySelector('input')?.focus() })
  const typed = useSignal('')
  const seen = useSignal<{ recipients: number; unknown: string[] } | null>(null)

  const recipients = () => ({
    sender_id: sender.trim(),
    active_days: audience === 'active' ? Number(days) : null,
    user_ids: audience === 'listed' ? idsIn(ids) : null,
  })
  const look = useSubmit(async () => {
    refused.value = {
      // a value that is not a number would be sent as null, which means everyone
      ...(audience === 'active' && !isWholeNumber(days) && { active_days: common('field.whole_number') }),
      ...(link.trim() !== '' && !isWebAddress(link) && { link: t('link_wrong') }),
    }
    if (Object.keys(refused.peek()).length > 0) return
    const sender_id = await findPersonId(widget_id, sender)
    if (sender_id === null) {
      refused.value = { sender_id: t('sender_wrong') }
      return
    }
    draft.put({ sender: sender_id })
    seen.value = await api.call('broadcasts.preview', { widget_id, body: { ...recipients(), sender_id } })
    typed.value = ''
    send.clear()
  })
  const send = useSubmit(async () => {
    const count = seen.peek()?.recipients ?? 0
    const body = { ...recipients(), text, link: link.trim() || null, confirm: count }
    await api.call('broadcasts.send', { widget_id, body })
    seen.value = null
    draft.discard()
    toast(t('started'))
    onSent()
  })
  const error = (field: (typeof FIELDS)[number]) =>
    refused.value[field as keyof typeof refused.value] ??
    fieldText(look.error.value, field) ??
    fieldText(send.error.value, field)
  const shown = seen.value
  const count = shown?.recipients ?? 0
  const mustType = count > BROADCAST_CONFIRMED_ABOVE
  const missing =
    (sender.trim() === '' && t('sender_missing')) ||
    (text.trim() === '' && t('text_missing')) ||
    (audience === 'listed' && idsIn(ids).length === 0 && t('ids_missing'))
  return (
    <Card title={t('new')} lead={t('new_lead')}>
      <form class="form" ref={form} onSubmit={look.run}>
        <PersonField
          widget_id={widget_id}
          label={t('sender')}
          hint={t('sender_hint')}
          name="sender_id"
          value={sender}
          error={error('sender_id')}
          onValue={(value) => put({ sender: value })}
        />
        <Field label={t('text')} error={error('text')}>
          {(control) => (
            <textarea
              {...control}
              class="input"
              rows={4}
              name="text"
              dir="auto"
              value={text}
              onInput={(event) => put({ text: event.currentTarget.value })}
            />
          )}
        </Field>
        <TextField
          label={t('link')}
          hint={t('link_hint')}
          name="link"
          type="url"
          optional
          value={link}
          error={error('link')}
          onValue={(value) => put({ link: value })}
        />
        <SelectField
          label={t('to')}
          name="audience"
          value={audience}
          options={AUDIENCES.map((value) => ({ value, label: t(`to_${value}`) }))}
          onValue={(value) => put({ audience: value })}
        />
        {audience === 'active' && (
          <TextField
            label={t('days')}
            name="active_days"
            type="number"
            value={days}
            error={error('active_days')}
            onValue={(value) => put({ days: value })}
          />
        )}
        {audience === 'listed' && (
          <Field label={t('ids')} hint={t('ids_hint')} error={error('user_ids')}>
            {(control) => (
              <textarea
                {...control}
                class="input"
                rows={4}
                name="user_ids"
                spellcheck={false}
                value={ids}
                onInput={(event) => put({ ids: event.currentTarget.value })}
              />
            )}
          </Field>
        )}
        <FormError error={look.error.value ?? (shown === null ? send.error.value : null)} fields={FIELDS} />
        <div class="form-acts">
          {draft.changed && <Button onClick={draft.discard}>{common('act.discard')}</Button>}
          <Button type="submit" kind="primary" pending={look.pending.value} disabled={missing}>
            {t('review')}
          </Button>
        </div>
      </form>
      {shown && (
        <Confirm
          title={count === 1 ? t('question_one') : t('question', { count: formatNumber(count) })}
          act={t('send')}
          disabled={count === 0 || (mustType && typed.value.replaceAll(/\D/g, '') !== String(count))}
          pending={send.pending.value}
          error={send.error.value}
          onConfirm={() => send.run()}
          onClose={() => {
            seen.value = null
          }}
        >
          <blockquote class="broadcast-preview" dir="auto">
            {text}
            {link.trim() !== '' && `\n${link.trim()}`}
          </blockquote>
          <p>{count === 0 ? t('nobody') : t('hint')}</p>
          {shown.unknown.length > 0 && <p>{t('unknown', { ids: shown.unknown.join(', ') })}</p>}
          {mustType && (
            <TextField
              label={t('confirm', { count })}
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

/** True for the addresses that the server accepts: http or https. */
function isWebAddress(text: string): boolean {
  const url = linkUrl(text.trim())
  return url !== null && /^https?:/.test(url)
}

const idsIn = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean)
