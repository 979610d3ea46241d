import { useSignal } from '@preact/signals'
import { api } from '../../api.ts'
import { language, t } from '../../i18n/index.ts'
import { useResource } from '../../resource.ts'
import { fragment, navigate } from '../../router.ts'
import { paths } from '../../routes.ts'
import { session, takeSession } from '../../session.ts'
import { useSubmit } from '../../submit.ts'
import { toast } from '../../toasts.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Loading } from '../../ui/loading.tsx'
import { FormError, LoadFailed } from '../../ui/notice.tsx'
import { say as sayAccount } from '../account/phrases.ts'
import { AuthPage } from '../auth-page.tsx'
import { KnownEmail, PasswordField } from '../credential-fields.tsx'
import { say as saySignIn } from '../sign-in-phrases.ts'
import { say } from './phrases.ts'

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
      <AuthPage title={t('act.loading')} lead="">
        <Loading />
      </AuthPage>
    )
  }
  if (now.state === 'failed' && now.error.code !== 'invite_invalid') {
    return (
      <AuthPage title={t('error.load')} lead="">
        <LoadFailed error={now.error} onRetry={offer.reload} />
      </AuthPage>
    )
  }
  if (now.state === 'failed') {
    return (
      <AuthPage title={say('reset_invalid_title')} lead={say('reset_invalid')}>
        <LinkButton kind="primary" href={paths.widgets}>
          {saySignIn('submit')}
        </LinkButton>
      </AuthPage>
    )
  }
  return (
    <AuthPage title={say('reset_title')} lead={say('reset_lead', { email: now.value.email })}>
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
    toast(say('reset_done'))
    navigate(paths.widgets, { replace: true })
  })
  const error = submit.error.value
  return (
    <form class="form" onSubmit={submit.run}>
      <FormError error={error} fields={['password']} />
      <KnownEmail email={email} />
      <PasswordField
        label={sayAccount('new')}
        hint={t('field.password')}
        name="password"
        kind="new"
        value={password}
        error={error}
        autoFocus
      />
      <Button kind="primary" type="submit" pending={submit.pending.value}>
        {say('reset_submit')}
      </Button>
    </form>
  )
}
