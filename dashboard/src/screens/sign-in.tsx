import { useSignal } from '@preact/signals'
import { api } from '../api.ts'
import { t } from '../i18n/index.ts'
import { paths } from '../routes.ts'
import { takeSession } from '../session.ts'
import { useSubmit } from '../submit.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError, Notice } from '../ui/notice.tsx'
import { AuthPage } from './auth-page.tsx'
import { EmailField, PasswordField } from './credential-fields.tsx'

/** @param mail the server can send a link for a new password */
export function SignIn({ setupOpen, mail }: { setupOpen: boolean; mail: boolean }) {
  return (
    <AuthPage title={t('signin.title')} lead={t('signin.lead')}>
      {setupOpen ? <Notice kind="info">{t('signin.setup_open')}</Notice> : <SignInForm email="" />}
      {mail && !setupOpen && (
        <a class="auth-link" href={paths.forgot}>
          {t('signin.forgot')}
        </a>
      )}
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
      <EmailField value={email} error={error} autoFocus={known === ''} />
      <PasswordField
        label={t('signin.password')}
        name="password"
        kind="current"
        value={password}
        error={error?.code === 'not_authenticated' ? null : error}
        autoFocus={known !== ''}
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
