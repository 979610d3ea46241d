import { useSignal } from '@preact/signals'
import { api } from '../api.ts'
import { t } from '../i18n/index.ts'
import { fieldText } from '../i18n/refusal.ts'
import { takeSession } from '../session.ts'
import { useSubmit } from '../submit.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError, Notice } from '../ui/notice.tsx'
import { AuthPage } from './auth-page.tsx'

export function SignIn({ setupOpen }: { setupOpen: boolean }) {
  return (
    <AuthPage title={t('signin.title')} lead={t('signin.lead')}>
      {setupOpen ? <Notice kind="info">{t('signin.setup_open')}</Notice> : <SignInForm email="" />}
    </AuthPage>
  )
}

export function SignInForm({ email: known }: { email: string }) {
  const email = useSignal(known)
  const password = useSignal('')
  const submit = useSubmit(async () => takeSession(await api.signIn({ email: email.value, password: password.value })))
  const error = submit.error.value

  return (
    <form class="form" onSubmit={submit.run}>
      {error?.code === 'not_authenticated' ? (
        <Notice kind="bad" role="alert">
          {t('signin.wrong')}
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
        autoFocus={known === ''}
        value={email.value}
        onValue={(value) => {
          email.value = value
        }}
        error={fieldText(error, 'email')}
      />
      <TextField
        label={t('signin.password')}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        autoFocus={known !== ''}
        value={password.value}
        onValue={(value) => {
          password.value = value
        }}
        error={error?.code === 'not_authenticated' ? undefined : fieldText(error, 'password')}
      />
      <Button kind="primary" type="submit" pending={submit.pending.value}>
        {t('signin.submit')}
      </Button>
    </form>
  )
}
