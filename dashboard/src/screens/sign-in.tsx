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
  const half = useSignal(false)
  const submit = useSubmit(async () => {
    const session = await api.signIn({ email: email.value, password: password.value })
    if (session.second_factor) half.value = true
    else takeSession(session)
  })
  const error = submit.error.value
  const again = () => {
    half.value = false
    password.value = ''
  }
  if (half.value) return <CodeForm onAgain={again} />

  return (
    <form class="form" onSubmit={submit.run}>
      {error?.code === 'not_authenticated' || error?.code === 'forbidden' ? (
        <Notice kind="bad" role="alert">
          {t(error.code === 'forbidden' ? 'signin.disabled' : 'signin.wrong')}
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

/** The password was right; now the code of the app, or a recovery code. */
function CodeForm({ onAgain }: { onAgain: () => void }) {
  const code = useSignal('')
  const submit = useSubmit(async () => takeSession(await api.finishSignIn(code.value)))
  const error = submit.error.value
  const isOver = error?.code === 'not_authenticated'
  return (
    <form class="form" onSubmit={submit.run}>
      {isOver || error?.code === 'forbidden' ? (
        <Notice kind="bad" role="alert">
          {t(isOver ? 'signin.over' : 'signin.disabled')}
        </Notice>
      ) : (
        <FormError error={error} fields={['code']} />
      )}
      <TextField
        label={t('signin.code')}
        hint={t('signin.code_hint')}
        name="code"
        autoComplete="one-time-code"
        required
        autoFocus
        value={code.value}
        onValue={(value) => {
          code.value = value
        }}
        error={error?.field === 'code' ? t('signin.code_wrong') : undefined}
      />
      <Button kind="primary" type="submit" pending={submit.pending.value} disabled={isOver}>
        {t('signin.submit')}
      </Button>
      <Button kind="quiet" onClick={onAgain}>
        {t('signin.again')}
      </Button>
    </form>
  )
}
