import { api } from '../api.ts'

import { fragment, navigate } from '../router.ts'
import { paths } from '../routes.ts'
import { takeSession } from '../session.ts'
import { LinkButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { AuthPage } from './auth-page.tsx'
import { NewAccountForm } from './new-account-form.tsx'
import { say as saySetup } from './setup-phrases.ts'
import { say as saySignIn } from './sign-in-phrases.ts'

/**
 * The one-time link leads here: `/dashboard/setup#TOKEN`. What stands behind # never leaves the browser but in the
 * claim itself.
 */
export function Setup({ open }: { open: boolean }) {
  if (!open) {
    return (
      <AuthPage title={saySetup('closed_title')} lead={saySetup('closed_lead')}>
        <LinkButton kind="primary" href={paths.widgets}>
          {saySignIn('submit')}
        </LinkButton>
      </AuthPage>
    )
  }
  const token = fragment.value
  return (
    <AuthPage title={saySetup('title')} lead={saySetup('lead')}>
      {token === '' ? <Notice kind="warning">{saySetup('no_token')}</Notice> : <SetupForm key={token} token={token} />}
    </AuthPage>
  )
}

function SetupForm({ token }: { token: string }) {
  return (
    <NewAccountForm
      label={saySetup('submit')}
      forbidden={saySetup('refused')}
      onCreate={async (account) => {
        const session = await api.claimSetup({ token, ...account })
        navigate(paths.widgets, { replace: true })
        takeSession(session)
      }}
    />
  )
}
