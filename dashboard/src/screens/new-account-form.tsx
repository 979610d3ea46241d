import { useSignal } from '@preact/signals'

import { useSubmit } from '../requests/submit.ts'
import { Button } from '../ui/button.tsx'
import { FormError, Notice } from '../ui/notice.tsx'
import { EmailField, PasswordField } from './credential-fields.tsx'
import { t as tSetup } from './setup-phrases.ts'
import { t as tSignIn } from './sign-in-phrases.ts'

interface NewAccountFormProps {
  /** on the button */
  label: string
  /** known already; it can be changed */
  email?: string
  /** the text for the refusal `forbidden` */
  forbidden?: string
  onCreate: (account: { email: string; password: string }) => Promise<void>
}

/** The e-mail address and the password of an account to create. */
export function NewAccountForm({ label, email: known = '', forbidden, onCreate }: NewAccountFormProps) {
  const email = useSignal(known)
  const password = useSignal('')
  const submit = useSubmit(() => onCreate({ email: email.value, password: password.value }))
  const error = submit.error.value
  return (
    <form class="form" onSubmit={submit.run}>
      {error?.code === 'forbidden' && forbidden !== undefined ? (
        <Notice kind="bad" role="alert">
          {forbidden}
        </Notice>
      ) : (
        <FormError error={error} fields={['email', 'password']} />
      )}
      <EmailField value={email} error={error} autoFocus={known === ''} />
      <PasswordField
        label={tSignIn('password')}
        hint={tSetup('password_hint')}
        name="password"
        kind="new"
        autoFocus={known !== ''}
        value={password}
        error={error}
      />
      <Button kind="primary" type="submit" pending={submit.pending.value}>
        {label}
      </Button>
    </form>
  )
}
