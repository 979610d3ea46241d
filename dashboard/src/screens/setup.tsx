import { useSignal } from '@preact/signals'
import { api } from '../api.ts'
import { t } from '../i18n/index.ts'
import { fieldText } from '../i18n/refusal.ts'
import { fragment, navigate } from '../router.ts'
import { paths } from '../routes.ts'
import { takeSession } from '../session.ts'
import { useSubmit } from '../submit.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError, Notice } from '../ui/notice.tsx'
import { AuthPage } from './auth-page.tsx'

/**
 * The one-time link leads here: `/dashboard/setup#TOKEN`. What stands behind # never leaves the browser but in the
 * claim itself.
 */
export function Setup({ open }: { open: boolean }) {
  if (!open) {
    return (
      <AuthPage title={t('setup.closed_title')} lead={t('setup.closed_lead')}>
        <LinkButton kind="primary" href={paths.widgets}>
          {t('signin.submit')}
        </LinkButton>
      </AuthPage>
    )
  }
  const token = fragment.value
  return (
    <AuthPage title={t('setup.title')} lead={t('setup.lead')}>
      {token === '' ? <Notice kind="warning">{t('setup.no_token')}</Notice> : <SetupForm key={token} token={token} />}
    </AuthPage>
  )
}

function SetupForm({ token }: { token: string }) {
  const email = useSignal('')
  const password = useSignal('')
  const submit = useSubmit(async () => {
    const session = await api.claimSetup({ token, email: email.value, password: password.value })
    navigate(paths.widgets, { replace: true })
    takeSession(session)
  })
  const error = submit.error.value

  return (
    <form class="form" onSubmit={submit.run}>
      {error?.code === 'forbidden' ? (
        <Notice kind="bad" role="alert">
          {t('setup.refused')}
        </Notice>
      ) : (
        <FormError error={error} fields={['email', 'password']} />
      )}
      <TextField
        label={t('signin.email')}
        name="email"
        type="email"
        autoComplete="username"
        required
        autoFocus
        value={email.value}
        onValue={(value) => {
          email.value = value
        }}
        error={fieldText(error, 'email')}
      />
      <TextField
        label={t('signin.password')}
        hint={t('setup.password_hint')}
        name="password"
        type="password"
        autoComplete="new-password"
        required
        value={password.value}
        onValue={(value) => {
          password.value = value
        }}
        error={fieldText(error, 'password')}
      />
      <Button kind="primary" type="submit" pending={submit.pending.value}>
        {t('setup.submit')}
      </Button>
    </form>
  )
}
