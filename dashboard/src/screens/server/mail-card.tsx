import { useSignal } from '@preact/signals'
import { language } from '../../i18n/index.ts'
import { api } from '../../requests/api.ts'
import { useSubmit } from '../../requests/submit.ts'
import { session } from '../../session.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { FormError, Notice } from '../../ui/notice.tsx'
import { t } from './phrases.ts'

/** Shows whether the server sends mail, and sends a test mail. */
export function MailCard() {
  const now = session.value
  const result = useSignal<{ email: string; problem: string | null } | null>(null)
  const test = useSubmit(async () => {
    result.value = null
    result.value = await api.call('server.test_mail', { body: { language: language.value } })
  })
  if (now.state !== 'signed-in') return null
  if (!now.mail) return <Card title={t('mail')} lead={t('mail_off')} />
  return (
    <Card
      title={t('mail')}
      lead={t('mail_on')}
      aside={
        <Button pending={test.pending.value} onClick={test.run}>
          {t('mail_test')}
        </Button>
      }
    >
      <FormError error={test.error.value} fields={[]} />
      {result.value !== null &&
        (result.value.problem === null ? (
          <Notice kind="good" role="status">
            {t('mail_sent', { email: result.value.email })}
          </Notice>
        ) : (
          <Notice kind="bad" role="alert" title={t('mail_refused')}>
            <code>{result.value.problem}</code>
          </Notice>
        ))}
    </Card>
  )
}
