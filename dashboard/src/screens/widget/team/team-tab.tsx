import { mayActAs, rolesToGive, WIDGET_ROLES, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { useSignal } from '@preact/signals'
import { formatDate } from '../../../i18n/index.ts'
import { navigate } from '../../../navigation/router.ts'
import { paths } from '../../../navigation/routes.ts'
import { api, type TeamMember, type TeamView } from '../../../requests/api.ts'
import { useRefusalToast } from '../../../requests/refusal-toast.ts'
import { useResource } from '../../../requests/resource.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { isFromSite, session } from '../../../session.ts'
import { toast } from '../../../toasts.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { SiteSignInCard } from '../../site-sign-in/settings.tsx'
import { Invites } from './invites.tsx'
import { t } from './phrases.ts'

interface TeamTabProps {
  widget_id: number
  role: WidgetRole
}

export function TeamTab({ widget_id, role }: TeamTabProps) {
  const team = useResource(widget_id, () => api.call('team.list', { widget_id }))
  const now = team.now.value
  if (now.state === 'loading') return <Loading lines={5} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={team.reload} />
  const own = session.value.state === 'signed-in' ? session.value.account_id : null
  // A person without an account may look, and change nothing.
  const acting = isFromSite() ? 'viewer' : role
  const isMain = now.value.members.some((member) => member.main && member.account_id === own)
  return (
    <>
      <Card title={t('title')} lead={t('lead')}>
        <ul class="rows">
          {now.value.members.map((member) => (
            <MemberRow
              key={member.account_id}
              widget_id={widget_id}
              member={member}
              role={acting}
              isSelf={member.account_id === own}
              mayHandOver={isMain && member.role === 'owner' && !member.main}
              onChanged={team.set}
            />
          ))}
        </ul>
        <RoleWords />
      </Card>
      {mayActAs(acting, 'admin') && (
        <Invites widget_id={widget_id} roles={rolesToGive(role)} invites={now.value.invites} onChanged={team.reload} />
      )}
      {acting === 'owner' && <SiteSignInCard widget_id={widget_id} />}
    </>
  )
}

function RoleWords() {
  return (
    <dl class="facts">
      {WIDGET_ROLES.toReversed().map((role) => (
        <div key={role} class="fact">
          <dt>{t(`role_${role}`)}</dt>
          <dd>{t(`may_${role}`)}</dd>
        </div>
      ))}
    </dl>
  )
}

interface MemberRowProps {
  widget_id: number
  member: TeamMember
  /** the reader's */
  role: WidgetRole
  isSelf: boolean
  mayHandOver: boolean
  onChanged: (team: TeamView) => void
}

type Question = 'remove' | 'leave' | 'hand_over'

function MemberRow({ widget_id, member, role, isSelf, mayHandOver, onChanged }: MemberRowProps) {
  const { account_id, email, main, since } = member
  const asked = useSignal<Question | null>(null)
  const params = { account_id }
  const mayChange = !main && !isSelf && rolesToGive(role).includes(member.role)

  const chosen = useSignal(member.role)
  const change = useSubmit(async () => {
    const next = chosen.value
    onChanged(await api.call('team.change_role', { widget_id, params, body: { role: next } }))
    toast(t('changed', { name: email, role: t(`role_${next}`) }))
  })
  useRefusalToast(change.error.value)
  const shownRole = change.pending.value ? chosen.value : member.role
  const act = useSubmit(async () => {
    if (asked.value === 'leave') {
      await api.call('team.leave', { widget_id })
      navigate(paths.widgets, { replace: true })
      toast(t('left'))
      return
    }
    const operation = asked.value === 'remove' ? 'team.remove' : 'team.hand_over'
    const done = t(asked.value === 'remove' ? 'removed' : 'handed_over', { name: email })
    onChanged(await api.call(operation, { widget_id, params }))
    asked.value = null
    toast(done)
  })
  const ask = (question: Question) => () => {
    act.clear()
    asked.value = question
  }
  const kind = asked.value

  return (
    <li class="row">
      <Avatar name={email} url={null} />
      <div class="row-words">
        <span class="row-title">
          <bdi>{email}</bdi> {isSelf && <span class="row-note">({t('you')})</span>}
        </span>
        <span class="row-note">
          {main ? t('main') : since === null ? t('made') : t('since', { date: formatDate(since) })}
        </span>
      </div>
      <div class="row-acts">
        {mayChange ? (
          <select
            class="input select"
            aria-label={t('role', { name: email })}
            value={shownRole}
            aria-disabled={change.pending.value}
            onChange={(event) => {
              if (change.pending.value) return
              chosen.value = WIDGET_ROLES.find((one) => one === event.currentTarget.value) ?? member.role
              change.run()
            }}
          >
            {rolesToGive(role).map((one) => (
              <option key={one} value={one} selected={one === shownRole}>
                {t(`role_${one}`)}
              </option>
            ))}
          </select>
        ) : (
          <span class="chip">{t(`role_${member.role}`)}</span>
        )}
        {mayHandOver && <Button onClick={ask('hand_over')}>{t('hand_over')}</Button>}
        {mayChange && (
          <Button kind="quiet" label={`${t('remove')}: ${email}`} onClick={ask('remove')}>
            {t('remove')}
          </Button>
        )}
        {isSelf && !main && (
          <Button kind="quiet" onClick={ask('leave')}>
            {t('leave')}
          </Button>
        )}
      </div>
      {kind !== null && (
        <Confirm
          title={t(`${kind}_title`, { name: email })}
          act={t(kind)}
          dangerous={kind !== 'hand_over'}
          pending={act.pending.value}
          error={act.error.value}
          onConfirm={() => act.run()}
          onClose={() => {
            asked.value = null
          }}
        >
          {t(`${kind}_text`)}
        </Confirm>
      )}
    </li>
  )
}
