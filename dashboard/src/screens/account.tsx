import { useSignal } from '@preact/signals'
import { common, language } from '../i18n/index.ts'
import { onDemand } from '../navigation/on-demand.tsx'
import { paths } from '../navigation/routes.ts'
import { api } from '../requests/api.ts'
import { useSubmit } from '../requests/submit.ts'
import { takeSession } from '../session.ts'
import { toast } from '../toasts.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { FormError } from '../ui/notice.tsx'
import { t } from './account/phrases.ts'
import { KnownEmail, PasswordField } from './credential-fields.tsx'
import { Page } from './page.tsx'

const Safety = onDemand(async () => (await import('./account/safety.tsx')).Safety)
const NoticeSettings = onDemand(async () => (await import('./account/notice-settings.tsx')).NoticeSettings)

export function Account({ email }: { email: string }) {
  const current = useSignal('')
  const fresh = useSignal('')
  const submit = useSubmit(async () => {
    const body = { current_password: current.value, new_password: fresh.value, language: language.value }
    takeSession(await api.changePassword(body))
    current.value = ''
    fresh.value = ''
    toast(t('done'))
  })
  const error = submit.error.value

  return (
    <Page
      title={t('title')}
      lead={t('signed_in', { email })}
      back={{ href: paths.widgets, label: common('nav.widgets') }}
    >
      <Card title={t('password_title')} lead={t('password_lead')}>
        <form class="form" onSubmit={submit.run}>
          <FormError error={error} fields={['current_password', 'new_password']} />
          <KnownEmail email={email} />
          <PasswordField label={t('current')} name="current_password" kind="current" value={current} error={error} />
          <PasswordField
            label={t('new')}
            hint={common('field.password')}
            name="new_password"
            kind="new"
            value={fresh}
            error={error}
          />
          <div class="form-acts">
            <Button kind="primary" type="submit" pending={submit.pending.value}>
              {t('submit')}
            </Button>
          </div>
        </form>
      </Card>
      <NoticeSettings />
      <Safety />
    </Page>
  )
}
