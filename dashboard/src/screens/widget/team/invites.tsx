import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { formatDate, language } from '../../../i18n/index.ts'
import { fieldText } from '../../../i18n/refusal.ts'
import { useActFromAddress } from '../../../navigation/act-from-address.ts'
import { api, type TeamInvite } from '../../../requests/api.ts'
import { useRefusalToast } from '../../../requests/refusal-toast.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { session } from '../../../session.ts'
import { toast } from '../../../toasts.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { SelectField, TextField } from '../../../ui/form/field.tsx'
import { FormError, Notice } from '../../../ui/notice.tsx'
import { t } from './phrases.ts'

interface InvitesProps {
  widget_id: number
  /** that the reader may give */
  roles: readonly WidgetRole[]
  invites: readonly TeamInvite[]
  onChanged: () => void
}

export function Invites({ widget_id, roles, invites, onChanged }: InvitesProps) {
  const role = useSignal<WidgetRole>('moderator')
  const note = useSignal('')
  const email = useSignal('')
  const link = useSignal<string | null>(null)
  const sentTo = useSignal('')
  const now = session.value
  const mail = now.state === 'signed-in' && now.mail
  const form = useRef<HTMLFormElement>(null)
  useActFromAddress({ invite: () => form.current?.querySelector('select')?.focus() })
  const submit = useSubmit(async () => {
    const to = email.value.trim()
    const sent = to !== '' && { email: to, language: language.value }
    const body = { role: role.value, note: note.value, ...sent }
    link.value = (await api.call('team.invite', { widget_id, body })).link
    sentTo.value = to
    note.value = ''
    email.value = ''
    onChanged()
  })
  const error = submit.error.value

  return (
    <Card title={t('invite_title')} lead={t('invite_lead')}>
      {error?.code === 'too_many_invites' ? (
        <Notice kind="bad" role="alert">
          {t('full')}
        </Notice>
      ) : (
        <FormError error={error} fields={['role', 'note', 'email']} />
      )}
      <form class="inline-form" ref={form} onSubmit={submit.run}>
        <SelectField
          label={t('invite_role')}
          name="role"
          value={role.value}
          options={roles.map((value) => ({ value, label: t(`role_${value}`) }))}
          onValue={(value) => {
            role.value = value
          }}
        />
        <TextField
          label={t('invite_note')}
          name="note"
          optional
          value={note.value}
          onValue={(value) => {
            note.value = value
          }}
          error={fieldText(error, 'note')}
        />
        {mail && (
          <TextField
            label={t('invite_email')}
            name="email"
            type="email"
            optional
            value={email.value}
            onValue={(value) => {
              email.value = value
            }}
            error={fieldText(error, 'email')}
          />
        )}
        <Button kind="primary" type="submit" pending={submit.pending.value}>
          {t(email.value.trim() === '' ? 'invite' : 'invite_send')}
        </Button>
      </form>
      {link.value !== null && (
        <Notice
          kind="good"
          role="status"
          title={sentTo.value === '' ? t('link_once') : t('link_sent', { email: sentTo.value })}
        >
          <div class="value">
            <output class="value-text" aria-label={t('link')}>
              {link.value}
            </output>
            <CopyButton text={link.value} what={t('link')} />
          </div>
        </Notice>
      )}
      {invites.length > 0 && (
        <ul class="rows" aria-label={t('waiting')}>
          {invites.map((invite) => (
            <InviteRow key={invite.invite_id} widget_id={widget_id} invite={invite} roles={roles} onEnded={onChanged} />
          ))}
        </ul>
      )}
    </Card>
  )
}

interface InviteRowProps {
  widget_id: number
  invite: TeamInvite
  roles: readonly WidgetRole[]
  onEnded: () => void
}

function InviteRow({ widget_id, invite, roles, onEnded }: InviteRowProps) {
  const { invite_id, role, note, invited_by, expires_at } = invite
  const end = useSubmit(async () => {
    await api.call('team.revoke_invite', { widget_id, params: { invite_id } })
    toast(t('ended'))
    onEnded()
  })
  useRefusalToast(end.error.value)
  const what = note || t(`role_${role}`)
  return (
    <li class="row">
      <div class="row-words">
        <span class="row-title" dir="auto">
          {what}
        </span>
        <span class="row-note">
          {t('waiting_by', { role: t(`role_${role}`), name: invited_by, date: formatDate(expires_at) })}
        </span>
      </div>
      {roles.includes(role) && (
        <Button kind="quiet" label={t('end_of', { what })} pending={end.pending.value} onClick={end.run}>
          {t('end')}
        </Button>
      )}
    </li>
  )
}
