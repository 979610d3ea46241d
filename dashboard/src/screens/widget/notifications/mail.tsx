import { MAIL_SAMPLES, type MailSample } from '@imbachat/protocol/http/widget/notifications'
import { LANGUAGES, type Language, languages } from '@imbachat/protocol/phrases/languages'
import { useSignal } from '@preact/signals'
import { language as reader } from '../../../i18n/index.ts'
import { api } from '../../../requests/api.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { session } from '../../../session.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { SelectField, TextField } from '../../../ui/form/field.tsx'
import { FormError, Notice } from '../../../ui/notice.tsx'
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
          <LineSetting form={form} name="mail_page_url" placeholder="https://shop.example/messages" isUrl />
        </>
      )}
      <LineSetting form={form} name="notify_url" placeholder="https://shop.example/notify" isUrl />
      {isOn && <MailPreview widget_id={widget_id} content={draft.value.mail_content} />}
    </Card>
  )
}

type LineName = 'mail_quiet_hours' | 'mail_time_zone' | 'mail_page_url' | 'notify_url'

interface LineProps {
  form: SettingsForm
  name: LineName
  placeholder: string
  isUrl?: boolean
}

/** A line of text; empty: null. */
function LineSetting({ form, name, placeholder, isUrl = false }: LineProps) {
  return (
    <TextField
      label={t(`settings.${name}`)}
      hint={t(`settings.${name}_hint`)}
      optional
      name={`settings.${name}`}
      type={isUrl ? 'url' : 'text'}
      placeholder={placeholder}
      value={form.draft.value[name] ?? ''}
      onValue={(value) => form.draft.put({ [name]: value.trim() || null })}
      error={form.errorOf(name)}
    />
  )
}

const zoneHere = () => new Intl.DateTimeFormat().resolvedOptions().timeZone

/** The mail in each language, as the server writes it, and one to the own address. */
function MailPreview({ widget_id, content }: { widget_id: number; content: string }) {
  const language = useSignal<Language>(reader.peek())
  const sample = useSignal<MailSample>('several')
  const said = useSignal<{ email: string; problem: string | null } | null>(null)
  const test = useSubmit(async () => {
    said.value = null
    const body = {
      language: language.value,
      sample: sample.value,
      content: content as 'text',
      time_zone: zoneHere(),
    }
    said.value = await api.call('notifications.test_mail', { widget_id, body })
  })
  const asked = new URLSearchParams({
    language: language.value,
    sample: sample.value,
    content,
    time_zone: zoneHere(),
  })
  return (
    <section class="mail-preview" aria-label={t('mail.preview')}>
      <p class="hint">{t('mail.preview_lead')}</p>
      <div class="form-row">
        <SelectField<Language>
          label={t('mail.preview_language')}
          name="preview_language"
          value={language.value}
          options={languages.map((value) => ({ value, label: LANGUAGES[value] }))}
          onValue={(value) => {
            language.value = value
          }}
        />
        <SelectField<MailSample>
          label={t('mail.preview_sample')}
          name="preview_sample"
          value={sample.value}
          options={MAIL_SAMPLES.map((value) => ({ value, label: t(`mail.sample_${value}`) }))}
          onValue={(value) => {
            sample.value = value
          }}
        />
        <Button pending={test.pending.value} onClick={test.run}>
          {t('mail.test')}
        </Button>
      </div>
      <FormError error={test.error.value} fields={[]} />
      {said.value !== null &&
        (said.value.problem === null ? (
          <Notice kind="good" role="status">
            {t('mail.test_sent', { email: said.value.email })}
          </Notice>
        ) : (
          <Notice kind="bad" role="alert" title={t('mail.test_refused')}>
            <code>{said.value.problem}</code>
          </Notice>
        ))}
      <iframe
        class="mail-preview-frame"
        title={t('mail.preview')}
        src={`/imbachat/v1/${widget_id}/mail/sample?${asked}`}
      />
    </section>
  )
}
