import { useSignal } from '@preact/signals'
import { t } from '../i18n/index.ts'
import { fieldText } from '../i18n/refusal.ts'
import { useSubmit } from '../submit.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError, Notice } from '../ui/notice.tsx'

interface NewAccountFormProps {
  /** on the button */
  label: string
  /** what the refusal `forbidden` means here */
  forbidden?: string
  onCreate: (account: { email: string; password: string }) => Promise<void>
}

/** The e-mail address and the password of an account to create. */
export function NewAccountForm({ label, forbidden, onCreate }: NewAccountFormProps) {
  const email = useSignal('')
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
        {label}
      </Button>
    </form>
  )
}
