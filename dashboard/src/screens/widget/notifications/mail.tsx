import type { MailSample } from '@imbachat/protocol/http/widget/notifications'
import type { MailContent } from '@imbachat/protocol/http/widget/widget-settings'
import { LANGUAGES, type Language, languages } from '@imbachat/protocol/phrases/languages'
import { language as reader } from '../../../i18n/index.ts'
import { api } from '../../../requests/api.ts'
import { session } from '../../../session.ts'
import { Card } from '../../../ui/card.tsx'
import { TextField } from '../../../ui/form/field.tsx'
import { MailPreview } from '../../../ui/mail/mail-preview.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { ChoiceSetting, NumberSetting, type SettingsForm, SwitchSetting } from '../settings/fields.tsx'
import { t } from '../settings/phrases.ts'

/** Mails about unread messages: when they are sent, and what they say. */
export function Mail({ form, widget_id }: { form: SettingsForm; widget_id: number }) {
  const now = session.value
  const { draft } = form
  const sendsMail = now.state === 'signed-in' && now.mail
  const mayTurnOn = sendsMail || draft.value.notify_url !== null
  const isOn = draft.value.mail
  return (
    <Card title={t('mail.title')} lead={t('mail.lead')}>
      {!sendsMail && <Notice kind="info">{t('mail.needs')}</Notice>}
      {(mayTurnOn || isOn) && <SwitchSetting form={form} name="mail" />}
      {isOn && (
        <>
          <div class="form-grid">
            <NumberSetting form={form} name="mail_minutes" />
            <NumberSetting form={form} name="mail_every_minutes" />
            <NumberSetting form={form} name="mail_per_day" />
            <NumberSetting form={form} name="mail_per_room" />
          </div>
          <ChoiceSetting form={form} name="mail_content" choices={['text', 'sender', 'none']} />
          <SwitchSetting form={form} name="mail_replies" />
          <div class="form-grid">
            <LineSetting form={form} name="mail_quiet_hours" placeholder="22:00-08:00" />
            <LineSetting form={form} name="mail_time_zone" placeholder={zoneHere()} />
          </div>
          <div class="form-grid">
            <LineSetting form={form} name="mail_from_name" placeholder="Harbour Shop" />
            <LineSetting form={form} name="mail_reply_to" placeholder="help@shop.example" type="email" />
          </div>
          <LineSetting form={form} name="mail_page_url" placeholder="https://shop.example/messages" type="url" />
        </>
      )}
      <LineSetting form={form} name="notify_url" placeholder="https://shop.example/notify" type="url" />
      {isOn && <UnreadMails widget_id={widget_id} content={draft.value.mail_content} />}
    </Card>
  )
}

type LineName =
  | 'mail_quiet_hours'
  | 'mail_time_zone'
  | 'mail_page_url'
  | 'mail_from_name'
  | 'mail_reply_to'
  | 'notify_url'

interface LineProps {
  form: SettingsForm
  name: LineName
  placeholder: string
  type?: 'text' | 'url' | 'email'
}

/** A line of text; empty: null. */
function LineSetting({ form, name, placeholder, type = 'text' }: LineProps) {
  return (
    <TextField
      label={t(`settings.${name}`)}
      hint={t(`settings.${name}_hint`)}
      optional
      name={`settings.${name}`}
      type={type}
      placeholder={placeholder}
      value={form.draft.value[name] ?? ''}
      onValue={(value) => form.draft.put({ [name]: value.trim() || null })}
      error={form.errorOf(name)}
    />
  )
}

const zoneHere = () => new Intl.DateTimeFormat().resolvedOptions().timeZone

const SAMPLES = [
  { value: 'several', label: 'mail.sample_several' },
  { value: 'one', label: 'mail.sample_one' },
  { value: 'held', label: 'mail.sample_held' },
  { value: 'refused', label: 'mail.sample_refused' },
] as const satisfies { value: MailSample; label: string }[]

/** The mail that users get, with the saved appearance. */
function UnreadMails({ widget_id, content }: { widget_id: number; content: MailContent }) {
  const [first, ...others] = SAMPLES
  const named = ({ value, label }: (typeof SAMPLES)[number]) => ({ value, label: t(label) })
  return (
    <MailPreview<Language, MailSample>
      lead={t('mail.preview_lead')}
      languages={languages.map((value) => ({ value, label: LANGUAGES[value] }))}
      language={reader.peek()}
      samples={[named(first), ...others.map(named)]}
      address={(language, sample) =>
        `/imbachat/v1/${widget_id}/mail/sample?${new URLSearchParams({ language, sample, content, time_zone: zoneHere() })}`
      }
      send={(language, sample) =>
        api.call('notifications.test_mail', {
          widget_id,
          body: { language, sample, content, time_zone: zoneHere() },
        })
      }
    />
  )
}
