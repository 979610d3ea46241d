import type { Signal } from '@preact/signals'
import { fieldText } from '../i18n/refusal.ts'
import type { ApiError } from '../requests/api.ts'
import { TextField } from '../ui/form/field.tsx'
import { t } from './sign-in-phrases.ts'

interface CredentialProps {
  value: Signal<string>
  error: ApiError | null
  autoFocus?: boolean
}

/** The e-mail address of an account, as password managers know it. */
export function EmailField({ value, error, autoFocus = false }: CredentialProps) {
  return (
    <TextField
      label={t('email')}
      name="email"
      type="email"
      autoComplete="username"
      required
      autoFocus={autoFocus}
      value={value.value}
      onValue={(typed) => {
        value.value = typed
      }}
      error={fieldText(error, 'email')}
    />
  )
}

interface PasswordProps extends CredentialProps {
  label: string
  /** the field's name at the server */
  name: 'password' | 'current_password' | 'new_password'
  /** to choose, or to type again */
  kind: 'new' | 'current'
  hint?: string
}

export function PasswordField({ label, name, kind, hint, value, error, autoFocus = false }: PasswordProps) {
  return (
    <TextField
      label={label}
      {...(hint !== undefined && { hint })}
      name={name}
      type="password"
      autoComplete={`${kind}-password`}
      required
      autoFocus={autoFocus}
      value={value.value}
      onValue={(typed) => {
        value.value = typed
      }}
      error={fieldText(error, name)}
    />
  )
}

/** Lets a password manager know whose password changes. */
export function KnownEmail({ email }: { email: string }) {
  return (
    <input
      class="visually-hidden"
      type="text"
      autoComplete="username"
      value={email}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
  )
}
