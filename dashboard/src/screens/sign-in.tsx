import { useSignal } from '@preact/signals'
import { paths } from '../navigation/routes.ts'
import { api } from '../requests/api.ts'
import { useSubmit } from '../requests/submit.ts'
import { takeSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/form/field.tsx'
import { FormError, Notice } from '../ui/notice.tsx'
import { AuthPage } from './auth-page.tsx'
import { EmailField, PasswordField } from './credential-fields.tsx'
import { t } from './sign-in-phrases.ts'

/** @param mail the server can send a link for a new password */
export function SignIn({ setup_open, mail }: { setup_open: boolean; mail: boolean }) {
  return (
    <AuthPage title={t('title')} lead={t('lead')}>
      {setup_open ? <Notice kind="info">{t('setup_open')}</Notice> : <SignInForm email="" />}
      {mail && !setup_open && (
        <a class="auth-link" href={paths.forgot}>
          {t('forgot')}
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
          {t(error.code === 'forbidden' ? 'disabled' : 'wrong')}
        </Notice>
      ) : (
        <FormError error={error} fields={['email', 'password']} />
      )}
      <EmailField value={email} error={error} autoFocus={known === ''} />
      <PasswordField
        label={t('password')}
        name="password"
        kind="current"
        value={password}
        error={error?.code === 'not_authenticated' ? null : error}
        autoFocus={known !== ''}
      />
      <Button kind="primary" type="submit" pending={submit.pending.value}>
        {t('submit')}
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
          {t(isOver ? 'over' : 'disabled')}
        </Notice>
      ) : (
        <FormError error={error} fields={['code']} />
      )}
      <TextField
        label={t('code')}
        hint={t('code_hint')}
        name="code"
        autoComplete="one-time-code"
        required
        autoFocus
        value={code.value}
        onValue={(value) => {
          code.value = value
        }}
        error={error?.field === 'code' ? t('code_wrong') : undefined}
      />
      <Button kind="primary" type="submit" pending={submit.pending.value} disabled={isOver}>
        {t('submit')}
      </Button>
      <Button kind="quiet" onClick={onAgain}>
        {t('again')}
      </Button>
    </form>
  )
}
