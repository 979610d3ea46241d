import { useSignal } from '@preact/signals'
import { common } from '../../i18n/index.ts'
import type { ApiError } from '../../requests/api.ts'
import { type AccountSafety, api } from '../../requests/api.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { TextField } from '../../ui/form/field.tsx'
import { FormError, Notice } from '../../ui/notice.tsx'
import { t } from './phrases.ts'
import { QrCode } from './qr-code.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

interface TwoFactorProps {
  isOn: boolean
  /** recovery codes that were not used; null: it is off */
  left: number | null
  onChanged: (safety: AccountSafety) => void
}

interface Secret {
  secret: string
  uri: string
  recovery_codes: string[]
}

type Step =
  | { kind: 'closed' }
  | { kind: 'password' }
  | { kind: 'secret'; made: Secret }
  | { kind: 'renew' }
  | { kind: 'codes'; codes: readonly string[] }

/** So few codes are left that an owner should make new ones. */
const FEW = 2

export function TwoFactor({ isOn, left, onChanged }: TwoFactorProps) {
  const step = useSignal<Step>({ kind: 'closed' })
  const now = step.value
  const close = () => {
    step.value = { kind: 'closed' }
  }
  return (
    <Card
      title={t('two_title')}
      lead={t('two_lead')}
      aside={
        <>
          <span class="chip">{t(isOn ? 'two_on' : 'two_off')}</span>
          {now.kind === 'closed' && (
            <Button
              onClick={() => {
                step.value = { kind: 'password' }
              }}
            >
              {t(isOn ? 'turn_off' : 'turn_on')}
            </Button>
          )}
        </>
      }
    >
      {now.kind === 'password' && (
        <PasswordStep
          act={async (password) => {
            if (isOn) {
              onChanged(await api.call('two_factor.stop', { body: { password } }))
              toast(t('done_off'))
              close()
            } else step.value = { kind: 'secret', made: await api.call('two_factor.start', { body: { password } }) }
          }}
          dangerous={isOn}
          onClose={close}
        />
      )}
      {now.kind === 'closed' && left !== null && (
        <Notice
          kind={left <= FEW ? 'warning' : 'info'}
          action={
            <Button
              onClick={() => {
                step.value = { kind: 'renew' }
              }}
            >
              {t('renew')}
            </Button>
          }
        >
          {left <= FEW ? t('few_left', { left }) : t('left', { left })}
        </Notice>
      )}
      {now.kind === 'renew' && (
        <PasswordStep
          act={async (password) => {
            const { recovery_codes } = await api.call('two_factor.renew_codes', { body: { password } })
            step.value = { kind: 'codes', codes: recovery_codes }
            onChanged(await api.call('account.safety'))
          }}
          dangerous={false}
          onClose={close}
        />
      )}
      {now.kind === 'codes' && (
        <div class="form">
          <RecoveryCodes codes={now.codes} />
          <div class="form-acts">
            <Button kind="primary" onClick={close}>
              {t('kept')}
            </Button>
          </div>
        </div>
      )}
      {now.kind === 'secret' && (
        <SecretStep
          made={now.made}
          onDone={(safety) => {
            onChanged(safety)
            toast(t('done_on'))
            close()
          }}
          onClose={close}
        />
      )}
    </Card>
  )
}

interface PasswordStepProps {
  act: (password: string) => Promise<void>
  dangerous: boolean
  onClose: () => void
}

function PasswordStep({ act, dangerous, onClose }: PasswordStepProps) {
  const password = useSignal('')
  const submit = useSubmit(() => act(password.value))
  const error = submit.error.value
  return (
    <form class="form" onSubmit={submit.run}>
      <FormError error={error} fields={['password']} />
      <TextField
        label={t('password')}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        autoFocus
        value={password.value}
        onValue={(value) => {
          password.value = value
        }}
        error={isAbout(error, 'password') ? t('wrong_password') : undefined}
      />
      <div class="form-acts">
        <Button kind={dangerous ? 'danger' : 'primary'} type="submit" pending={submit.pending.value}>
          {t(dangerous ? 'turn_off' : 'continue')}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {common('act.cancel')}
        </Button>
      </div>
    </form>
  )
}

interface SecretStepProps {
  made: Secret
  onDone: (safety: AccountSafety) => void
  onClose: () => void
}

function SecretStep({ made, onDone, onClose }: SecretStepProps) {
  const code = useSignal('')
  const submit = useSubmit(async () => onDone(await api.call('two_factor.confirm', { body: { code: code.value } })))
  const error = submit.error.value
  return (
    <form class="form" onSubmit={submit.run}>
      <p>{t('scan')}</p>
      <QrCode text={made.uri} label={t('qr')} />
      <div class="value">
        <output class="value-text" aria-label={t('secret')}>
          {made.secret.replaceAll(/.{4}(?=.)/g, '$& ')}
        </output>
        <CopyButton text={made.secret} what={t('secret')} />
      </div>
      <p>
        <a href={made.uri}>{t('open_app')}</a>
      </p>
      <RecoveryCodes codes={made.recovery_codes} />
      <FormError error={error} fields={['code']} />
      <TextField
        label={t('code')}
        hint={t('code_hint')}
        name="code"
        autoComplete="one-time-code"
        required
        value={code.value}
        onValue={(value) => {
          code.value = value
        }}
        error={isAbout(error, 'code') ? t('wrong_code') : undefined}
      />
      <div class="form-acts">
        <Button kind="primary" type="submit" pending={submit.pending.value}>
          {t('confirm')}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {common('act.cancel')}
        </Button>
      </div>
    </form>
  )
}

const isAbout = (error: ApiError | null, field: string): boolean => error?.field === field
