import { useSignal } from '@preact/signals'
import { api } from '../api.ts'

import { paths } from '../routes.ts'
import { takeSession } from '../session.ts'
import { useSubmit } from '../submit.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError, Notice } from '../ui/notice.tsx'
import { AuthPage } from './auth-page.tsx'
import { EmailField, PasswordField } from './credential-fields.tsx'
import { say } from './sign-in-phrases.ts'

/** @param mail the server can send a link for a new password */
export function SignIn({ setupOpen, mail }: { setupOpen: boolean; mail: boolean }) {
  return (
    <AuthPage title={say('title')} lead={say('lead')}>
      {setupOpen ? <Notice kind="info">{say('setup_open')}</Notice> : <SignInForm email="" />}
      {mail && !setupOpen && (
        <a class="auth-link" href={paths.forgot}>
          {say('forgot')}
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
          {say(error.code === 'forbidden' ? 'disabled' : 'wrong')}
        </Notice>
      ) : (
        <FormError error={error} fields={['email', 'password']} />
      )}
      <EmailField value={email} error={error} autoFocus={known === ''} />
      <PasswordField
        label={say('password')}
        name="password"
        kind="current"
        value={password}
        error={error?.code === 'not_authenticated' ? null : error}
        autoFocus={known !== ''}
      />
      <Button kind="primary" type="submit" pending={submit.pending.value}>
        {say('submit')}
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
          {say(isOver ? 'over' : 'disabled')}
        </Notice>
      ) : (
        <FormError error={error} fields={['code']} />
      )}
      <TextField
        label={say('code')}
        hint={say('code_hint')}
        name="code"
        autoComplete="one-time-code"
        required
        autoFocus
        value={code.value}
        onValue={(value) => {
          code.value = value
        }}
        error={error?.field === 'code' ? say('code_wrong') : undefined}
      />
      <Button kind="primary" type="submit" pending={submit.pending.value} disabled={isOver}>
        {say('submit')}
      </Button>
      <Button kind="quiet" onClick={onAgain}>
        {say('again')}
      </Button>
    </form>
  )
}
