import { useSignal } from '@preact/signals'
import { language } from '../../i18n/index.ts'
import { paths } from '../../navigation/routes.ts'
import { api } from '../../requests/api.ts'
import { useSubmit } from '../../requests/submit.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { FormError } from '../../ui/notice.tsx'
import { AuthPage } from '../auth-page.tsx'
import { EmailField } from '../credential-fields.tsx'
import { t } from './phrases.ts'

/** Says the same for an address with an account and one without. */
export function Forgot() {
  const email = useSignal('')
  const sentTo = useSignal<string | null>(null)
  const submit = useSubmit(async () => {
    const body = { email: email.value, language: language.value }
    await api.call('reset.ask', { body })
    sentTo.value = body.email
  })
  const back = (
    <LinkButton kind="quiet" href={paths.widgets}>
      {t('back')}
    </LinkButton>
  )
  if (sentTo.value !== null) {
    return (
      <AuthPage title={t('sent_title')} lead={t('sent_lead', { email: sentTo.value })}>
        <div class="form">
          <p class="hint" role="status">
            {t('sent_hint')}
          </p>
          {back}
        </div>
      </AuthPage>
    )
  }
  return (
    <AuthPage title={t('forgot_title')} lead={t('forgot_lead')}>
      <form class="form" onSubmit={submit.run}>
        <FormError error={submit.error.value} fields={['email']} />
        <EmailField value={email} error={submit.error.value} autoFocus />
        <Button kind="primary" type="submit" pending={submit.pending.value}>
          {t('forgot_submit')}
        </Button>
        {back}
      </form>
    </AuthPage>
  )
}
