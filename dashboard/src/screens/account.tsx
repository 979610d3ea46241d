import { useSignal } from '@preact/signals'
import { api } from '../api.ts'
import { t } from '../i18n/index.ts'
import { fieldText } from '../i18n/refusal.ts'
import { later } from '../later.tsx'
import { paths } from '../routes.ts'
import { takeSession } from '../session.ts'
import { useSubmit } from '../submit.ts'
import { toast } from '../toasts.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/notice.tsx'
import { Page } from './page.tsx'

const Safety = later(async () => (await import('./account/safety.tsx')).Safety)

export function Account({ email }: { email: string }) {
  const current = useSignal('')
  const fresh = useSignal('')
  const submit = useSubmit(async () => {
    takeSession(await api.changePassword({ current_password: current.value, new_password: fresh.value }))
    current.value = ''
    fresh.value = ''
    toast(t('account.done'))
  })
  const error = submit.error.value

  return (
    <Page
      title={t('account.title')}
      lead={t('account.signed_in', { email })}
      back={{ href: paths.widgets, label: t('nav.widgets') }}
    >
      <Card title={t('account.password_title')} lead={t('account.password_lead')}>
        <form class="form" onSubmit={submit.run}>
          <FormError error={error} fields={['current_password', 'new_password']} />
          {/* Lets a password manager know whose password changes. */}
          <input
            class="visually-hidden"
            type="text"
            autoComplete="username"
            value={email}
            readOnly
            tabIndex={-1}
            aria-hidden="true"
          />
          <TextField
            label={t('account.current')}
            name="current_password"
            type="password"
            autoComplete="current-password"
            required
            value={current.value}
            onValue={(value) => {
              current.value = value
            }}
            error={fieldText(error, 'current_password')}
          />
          <TextField
            label={t('account.new')}
            hint={t('field.password')}
            name="new_password"
            type="password"
            autoComplete="new-password"
            required
            value={fresh.value}
            onValue={(value) => {
              fresh.value = value
            }}
            error={fieldText(error, 'new_password')}
          />
          <div class="form-acts">
            <Button kind="primary" type="submit" pending={submit.pending.value}>
              {t('account.submit')}
            </Button>
          </div>
        </form>
      </Card>
      <Safety />
    </Page>
  )
}
