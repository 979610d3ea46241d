import { fragment, navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'
import { api } from '../requests/api.ts'
import { takeSession } from '../session.ts'
import { LinkButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { AuthPage } from './auth-page.tsx'
import { NewAccountForm } from './new-account-form.tsx'
import { t as tSetup } from './setup-phrases.ts'
import { t as tSignIn } from './sign-in-phrases.ts'

/**
 * The one-time link leads here: `/dashboard/setup#TOKEN`. What stands behind # never leaves the browser but in the
 * claim itself.
 */
export function Setup({ open }: { open: boolean }) {
  if (!open) {
    return (
      <AuthPage title={tSetup('closed_title')} lead={tSetup('closed_lead')}>
        <LinkButton kind="primary" href={paths.widgets}>
          {tSignIn('submit')}
        </LinkButton>
      </AuthPage>
    )
  }
  const token = fragment.value
  return (
    <AuthPage title={tSetup('title')} lead={tSetup('lead')}>
      {token === '' ? <Notice kind="warning">{tSetup('no_token')}</Notice> : <SetupForm key={token} token={token} />}
    </AuthPage>
  )
}

function SetupForm({ token }: { token: string }) {
  return (
    <NewAccountForm
      label={tSetup('submit')}
      forbidden={tSetup('refused')}
      onCreate={async (account) => {
        const session = await api.claimSetup({ token, ...account })
        navigate(paths.widgets, { replace: true })
        takeSession(session)
      }}
    />
  )
}
