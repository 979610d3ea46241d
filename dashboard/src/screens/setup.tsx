import { api } from '../api.ts'
import { t } from '../i18n/index.ts'
import { fragment, navigate } from '../router.ts'
import { paths } from '../routes.ts'
import { takeSession } from '../session.ts'
import { LinkButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { AuthPage } from './auth-page.tsx'
import { NewAccountForm } from './new-account-form.tsx'

/**
 * The one-time link leads here: `/dashboard/setup#TOKEN`. What stands behind # never leaves the browser but in the
 * claim itself.
 */
export function Setup({ open }: { open: boolean }) {
  if (!open) {
    return (
      <AuthPage title={t('setup.closed_title')} lead={t('setup.closed_lead')}>
        <LinkButton kind="primary" href={paths.widgets}>
          {t('signin.submit')}
        </LinkButton>
      </AuthPage>
    )
  }
  const token = fragment.value
  return (
    <AuthPage title={t('setup.title')} lead={t('setup.lead')}>
      {token === '' ? <Notice kind="warning">{t('setup.no_token')}</Notice> : <SetupForm key={token} token={token} />}
    </AuthPage>
  )
}

function SetupForm({ token }: { token: string }) {
  return (
    <NewAccountForm
      label={t('setup.submit')}
      forbidden={t('setup.refused')}
      onCreate={async (account) => {
        const session = await api.claimSetup({ token, ...account })
        navigate(paths.widgets, { replace: true })
        takeSession(session)
      }}
    />
  )
}
