import { useSignal } from '@preact/signals'
import { common, language } from '../../i18n/index.ts'
import { fragment, navigate } from '../../navigation/router.ts'
import { paths } from '../../navigation/routes.ts'
import { api } from '../../requests/api.ts'
import { useResource } from '../../requests/resource.ts'
import { useSubmit } from '../../requests/submit.ts'
import { session, takeSession } from '../../session.ts'
import { toast } from '../../toasts.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Loading } from '../../ui/loading.tsx'
import { FormError, LoadFailed } from '../../ui/notice.tsx'
import { t as tAccount } from '../account/phrases.ts'
import { AuthPage } from '../auth-page.tsx'
import { KnownEmail, PasswordField } from '../credential-fields.tsx'
import { t as tSignIn } from '../sign-in-phrases.ts'
import { t } from './phrases.ts'

/**
 * The link of a mail or of the administrator leads here: `/dashboard/reset#TOKEN`. Browsers never send the part after #
 * with an address.
 */
export function Reset() {
  const token = fragment.value
  const offer = useResource(token, () => api.call('reset.look', { body: { token } }))
  const now = offer.now.value
  if (now.state === 'loading') {
    return (
      <AuthPage title={common('act.loading')} lead="">
        <Loading />
      </AuthPage>
    )
  }
  if (now.state === 'failed' && now.error.code !== 'invite_invalid') {
    return (
      <AuthPage title={common('error.load')} lead="">
        <LoadFailed error={now.error} onRetry={offer.reload} />
      </AuthPage>
    )
  }
  if (now.state === 'failed') {
    return (
      <AuthPage title={t('reset_invalid_title')} lead={t('reset_invalid')}>
        <LinkButton kind="primary" href={paths.widgets}>
          {tSignIn('submit')}
        </LinkButton>
      </AuthPage>
    )
  }
  return (
    <AuthPage title={t('reset_title')} lead={t('reset_lead', { email: now.value.email })}>
      <Form token={token} email={now.value.email} />
    </AuthPage>
  )
}

function Form({ token, email }: { token: string; email: string }) {
  const password = useSignal('')
  const submit = useSubmit(async () => {
    await api.call('reset.finish', { body: { token, password: password.value, language: language.value } })
    // The sessions of the account have ended, also that of this browser.
    if (session.peek().state !== 'signed-out') takeSession(await api.signOut())
    toast(t('reset_done'))
    navigate(paths.widgets, { replace: true })
  })
  const error = submit.error.value
  return (
    <form class="form" onSubmit={submit.run}>
      <FormError error={error} fields={['password']} />
      <KnownEmail email={email} />
      <PasswordField
        label={tAccount('new')}
        hint={common('field.password')}
        name="password"
        kind="new"
        value={password}
        error={error}
        autoFocus
      />
      <Button kind="primary" type="submit" pending={submit.pending.value}>
        {t('reset_submit')}
      </Button>
    </form>
  )
}
