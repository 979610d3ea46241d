import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { useSignal } from '@preact/signals'
import { common } from '../i18n/index.ts'
import { fragment, navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'
import { type ApiError, api } from '../requests/api.ts'
import { useResource } from '../requests/resource.ts'
import { useSubmit } from '../requests/submit.ts'
import { takeSession } from '../session.ts'
import { toast } from '../toasts.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { Loading } from '../ui/loading.tsx'
import { FormError, LoadFailed } from '../ui/notice.tsx'
import { AuthPage } from './auth-page.tsx'
import { NewAccountForm } from './new-account-form.tsx'
import { SignInForm } from './sign-in.tsx'
import { t } from './widget/team/phrases.ts'

/**
 * An invitation leads here: `/dashboard/join#TOKEN`, from a mail with `&email=` behind the token. Browsers never send
 * the part after # with an address, so the token travels only in the bodies of requests. `account`: the e-mail address
 * of the person who is signed in.
 */
export function Join({ account }: { account: string | null }) {
  const [token = '', ...others] = fragment.value.split('&')
  const invited = new URLSearchParams(others.join('&')).get('email') ?? ''
  const offer = useResource(token, () => api.call('join.look', { body: { token } }))
  const now = offer.now.value
  if (now.state === 'loading') {
    return (
      <AuthPage title={common('act.loading')} lead="">
        <Loading />
      </AuthPage>
    )
  }
  if (now.state === 'failed') {
    return isInvalid(now.error) ? (
      <AuthPage title={t('join_invalid_title')} lead={t('join_invalid')}>
        <LinkButton kind="primary" href={paths.widgets}>
          {t('join_home')}
        </LinkButton>
      </AuthPage>
    ) : (
      <AuthPage title={common('error.load')} lead="">
        <LoadFailed error={now.error} onRetry={offer.reload} />
      </AuthPage>
    )
  }
  const { widget_name: widget, role, invited_by: name } = now.value
  return (
    <AuthPage title={t('join_title', { widget })} lead={t('join_lead', { name, role: t(`role_${role}`) })}>
      {account === null ? (
        <WithoutAccount token={token} role={role} email={invited} />
      ) : (
        <WithAccount token={token} role={role} email={account} />
      )}
    </AuthPage>
  )
}

/** Also for a link without a token. */
const isInvalid = ({ code }: ApiError) => code === 'invite_invalid' || code === 'invalid_field'

/** To what they were invited for: a moderator's work is the queue. */
function arrive(widget_id: number, role: WidgetRole): void {
  toast(t('joined'))
  navigate(paths.widget(widget_id, role === 'moderator' ? 'moderation' : 'overview'), { replace: true })
}

interface OfInvite {
  token: string
  role: WidgetRole
}

function WithAccount({ token, role, email }: OfInvite & { email: string }) {
  const accept = useSubmit(async () => arrive((await api.call('join.accept', { body: { token } })).widget_id, role))
  const other = useSubmit(async () => takeSession(await api.signOut()))
  return (
    <div class="form">
      <FormError error={accept.error.value ?? other.error.value} fields={[]} />
      <Button kind="primary" pending={accept.pending.value} onClick={accept.run}>
        {t('join_as', { email })}
      </Button>
      <Button kind="quiet" pending={other.pending.value} onClick={other.run}>
        {t('join_other')}
      </Button>
    </div>
  )
}

/** @param email the address that the invitation was mailed to; '': it was not */
function WithoutAccount({ token, role, email }: OfInvite & { email: string }) {
  const known = useSignal(false)
  return (
    <div class="form">
      {known.value ? <SignInForm email={email} /> : <SignUpForm token={token} role={role} email={email} />}
      <Button
        kind="quiet"
        onClick={() => {
          known.value = !known.value
        }}
      >
        {t(known.value ? 'join_new' : 'join_old')}
      </Button>
    </div>
  )
}

function SignUpForm({ token, role, email }: OfInvite & { email: string }) {
  return (
    <NewAccountForm
      label={t('join_submit')}
      email={email}
      onCreate={async (account) => {
        const { widget_id, ...session } = await api.call('join.sign_up', { body: { token, ...account } })
        arrive(widget_id, role)
        takeSession(session)
      }}
    />
  )
}
