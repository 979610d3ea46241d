import { useSignal } from '@preact/signals'
import { useSubmit } from '../../requests/submit.ts'
import { Button } from '../button.tsx'
import { SelectField } from '../form/field.tsx'
import { FormError, Notice } from '../notice.tsx'
import { t } from './mail-preview-phrases.ts'

interface MailPreviewProps<Language extends string, Sample extends string> {
  lead: string
  languages: readonly { value: Language; label: string }[]
  /** the one that is shown first */
  language: Language
  samples: readonly [{ value: Sample; label: string }, ...{ value: Sample; label: string }[]]
  /** address of the page that shows the mail */
  address: (language: Language, sample: Sample) => string
  /** Sends it to the own address. */
  send: (language: Language, sample: Sample) => Promise<{ email: string; problem: string | null }>
}

/** Mails in each language, as the server writes them, and one to the own address. */
export function MailPreview<Language extends string, Sample extends string>({
  lead,
  languages,
  language: first,
  samples,
  address,
  send,
}: MailPreviewProps<Language, Sample>) {
  const language = useSignal(first)
  const sample = useSignal(samples[0].value)
  const result = useSignal<{ email: string; problem: string | null } | null>(null)
  const test = useSubmit(async () => {
    result.value = null
    result.value = await send(language.value, sample.value)
  })
  return (
    <section class="mail-preview" aria-label={t('title')}>
      <p class="hint">{lead}</p>
      <div class="mail-preview-bar">
        <SelectField<Language>
          label={t('language')}
          name="preview_language"
          value={language.value}
          options={languages}
          onValue={(value) => {
            language.value = value
          }}
        />
        <SelectField<Sample>
          label={t('sample')}
          name="preview_sample"
          value={sample.value}
          options={samples}
          onValue={(value) => {
            sample.value = value
          }}
        />
        <Button pending={test.pending.value} onClick={test.run}>
          {t('send')}
        </Button>
      </div>
      <FormError error={test.error.value} fields={[]} />
      {result.value !== null &&
        (result.value.problem === null ? (
          <Notice kind="good" role="status">
            {t('sent', { email: result.value.email })}
          </Notice>
        ) : (
          <Notice kind="bad" role="alert" title={t('refused')}>
            <code>{result.value.problem}</code>
          </Notice>
        ))}
      <iframe class="mail-preview-frame" title={t('title')} src={address(language.value, sample.value)} />
    </section>
  )
}
