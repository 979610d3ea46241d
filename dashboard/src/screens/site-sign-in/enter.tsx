import { SITE_SIGN_IN_PROBLEMS } from '@imbachat/protocol/http/account/site-sign-in-problems'
import { common } from '../../i18n/index.ts'
import { fragment, navigate } from '../../navigation/router.ts'
import { paths } from '../../navigation/routes.ts'
import { type ApiError, api } from '../../requests/api.ts'
import { useResource } from '../../requests/resource.ts'
import { useSubmit } from '../../requests/submit.ts'
import { session, takeSession } from '../../session.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Loading } from '../../ui/loading.tsx'
import { FormError, LoadFailed } from '../../ui/notice.tsx'
import { AuthPage } from '../auth-page.tsx'
import { t } from './phrases.ts'

/**
 * The form of the site's admin leads here: `/dashboard/enter#TICKET`, or `#refused:REASON`. The page always asks
 * first: somebody else may have made the ticket and the link, and a person must not work in their widget unnoticed.
 */
export function Enter() {
  const mark = fragment.value
  const problem = SITE_SIGN_IN_PROBLEMS.find((known) => mark === `refused:${known}`)
  return problem === undefined ? (
    <Ticket ticket={mark} />
  ) : (
    <Refused>{t('for_developers', { reason: t(`problem_${problem}`) })}</Refused>
  )
}

function Refused({ children }: { children: string }) {
  return (
    <AuthPage title={t('refused_title')} lead={t('again')}>
      <div class="form">
        <p class="hint">{children}</p>
        <LinkButton href={paths.widgets}>{t('to_dashboard')}</LinkButton>
      </div>
    </AuthPage>
  )
}

/** Also for a fragment that can't be a ticket. */
const isOver = ({ code }: ApiError) => code === 'invite_invalid' || code === 'invalid_field'

function Ticket({ ticket }: { ticket: string }) {
  const offer = useResource(ticket, () => api.call('site_sign_in.look', { body: { ticket } }))
  const finish = useSubmit(async () => {
    const made = await api.call('site_sign_in.finish', { body: { ticket } })
    navigate(made.site === undefined ? paths.widgets : paths.widget(made.site.widget_id), { replace: true })
    takeSession(made)
  })
  const now = offer.now.value
  const before = session.value
  const other =
    'account_id' in before && now.state === 'ready' && before.account_id !== now.value.account_id ? before.email : null

  const error = finish.error.value
  if (error !== null && isOver(error)) return <Refused>{t('expired')}</Refused>
  if (now.state === 'failed') {
    return isOver(now.error) ? (
      <Refused>{t('expired')}</Refused>
    ) : (
      <AuthPage title={common('error.load')} lead="">
        <LoadFailed error={now.error} onRetry={offer.reload} />
      </AuthPage>
    )
  }
  if (now.state === 'loading') {
    return (
      <AuthPage title={common('act.loading')} lead="">
        <Loading />
      </AuthPage>
    )
  }
  const { widget_name: widget, person, role, back_to } = now.value
  const { host: site } = new URL(back_to)
  return (
    <AuthPage title={t('enter_title', { widget })} lead={t('enter_lead', { person, role: t(`role_${role}`) })}>
      <div class="form">
        <FormError error={error} fields={[]} />
        <p class="hint">{t('enter_check', { site })}</p>
        {other !== null && <p class="hint">{t('enter_now', { email: other })}</p>}
        <Button kind="primary" pending={finish.pending.value} onClick={finish.run}>
          {t('enter_submit')}
        </Button>
        {other === null ? (
          // a person without an account here has nothing to sign in with
          <LinkButton kind="quiet" href={back_to}>
            {t('back', { site })}
          </LinkButton>
        ) : (
          <LinkButton kind="quiet" href={paths.widgets}>
            {t('enter_stay', { email: other })}
          </LinkButton>
        )}
      </div>
    </AuthPage>
  )
}
