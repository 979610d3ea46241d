import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { fieldText } from '../../i18n/refusal.ts'
import { query } from '../../navigation/router.ts'
import { paths } from '../../navigation/routes.ts'
import { api, type ModeratedRoomView, type RoomMember } from '../../requests/api.ts'
import { usePaged } from '../../requests/paged.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { SwitchField, TextField } from '../../ui/form/field.tsx'
import { findPersonId, PersonField } from '../../ui/form/person-field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { FormError, LoadFailed } from '../../ui/notice.tsx'
import { More } from '../../ui/search/more.tsx'
import { useTypedQuery } from '../../ui/search/typed-query.ts'
import { t } from './phrases.ts'
import { needsReason, ReasonQuestion } from './reason-question.tsx'

const ROLES = ['owner', 'admin', 'member'] as const
type Role = (typeof ROLES)[number]

interface Props extends OfRoom {
  members: readonly RoomMember[]
  /** the list of members has changed */
  onReload: () => void
  /** below the list */
  children: ComponentChildren
}

/** The members of the room: a search by name, their roles, and adding and removing them. */
export function RoomMembers(props: Props) {
  const { widget_id, room, members, onReload, children } = props
  const wanted = query.value.get('member') ?? ''
  const typed = useTypedQuery('member')
  const of = { widget_id, room_id: room.room_id, onReload }
  return (
    <Card title={t('members')}>
      <AddMember {...of} room={room} />
      <search>
        <TextField
          label={t('members_search')}
          name="member"
          value={typed.value}
          onValue={(value) => {
            typed.value = value
          }}
        />
      </search>
      {wanted === '' ? (
        <>
          {members.length === 0 && <p class="hint">{t('no_members')}</p>}
          <Members {...of} members={members} />
          {children}
        </>
      ) : (
        <Found key={wanted} {...of} wanted={wanted} />
      )}
    </Card>
  )
}

interface OfMembers {
  widget_id: number
  room_id: number
  onReload: () => void
}

function Found({ wanted, ...of }: OfMembers & { wanted: string }) {
  const { widget_id, room_id } = of
  const list = usePaged(
    `${room_id} ${wanted}`,
    (cursor) =>
      api.call('widget_rooms.members', {
        widget_id,
        params: { room_id: String(room_id) },
        query: { query: wanted, ...(cursor !== null && { cursor }) },
      }),
    (shown, page) => ({ ...page, members: [...shown.members, ...page.members] }),
  )
  const now = list.now.value
  if (now.state === 'loading') return <Loading lines={3} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={list.reload} />
  const { members } = now.value
  const reload = () => {
    list.reload()
    of.onReload()
  }
  if (members.length === 0) return <p class="hint">{t('members_none')}</p>
  return (
    <>
      <Members {...of} onReload={reload} members={members} />
      <More list={list} />
    </>
  )
}

function Members({ members, ...of }: OfMembers & { members: readonly RoomMember[] }) {
  return (
    <ul class="entries">
      {members.map((member) => (
        <li key={member.user.user_id}>
          <Member {...of} member={member} />
        </li>
      ))}
    </ul>
  )
}

function Member({ widget_id, room_id, onReload, member }: OfMembers & { member: RoomMember }) {
  const { user, role } = member
  const { user_id, name } = user
  const params = { room_id: String(room_id) }
  const wanted = useSignal<Role>(role)
  const asking = useSignal<'owner' | 'remove' | null>(null)
  const ban = useSignal(false)
  useEffect(() => {
    wanted.value = role
  }, [role])
  const close = () => {
    change.clear()
    asking.value = null
    wanted.value = role
  }
  const change = useSubmit(async () => {
    await api.call('widget_rooms.change_role', { widget_id, params, body: { user_id, role: wanted.peek() } })
    asking.value = null
    toast(t('role_saved'))
    onReload()
  })
  const remove = useSubmit(async () => {
    const body = { user_ids: [user_id], ban: ban.peek() }
    await api.call('widget_rooms.remove_members', { widget_id, params, body })
    asking.value = null
    toast(t('removed'))
    onReload()
  })
  const refused = asking.value === null ? change.error.value : null
  useRefusalToast(refused)
  useEffect(() => {
    if (refused !== null) wanted.value = role
  }, [refused])
  return (
    <div class="room-member">
      <a class="room-member-name" href={`${paths.widget(widget_id, 'people')}?user=${encodeURIComponent(user_id)}`}>
        <bdi>{name}</bdi>
      </a>
      {user.bot && <span class="chip">{t('bot')}</span>}
      <select
        class="input select"
        aria-label={t('role', { name })}
        value={wanted.value}
        onChange={(event) => {
          const chosen = ROLES.find((one) => one === event.currentTarget.value) ?? role
          wanted.value = chosen
          change.clear()
          if (chosen === 'owner') asking.value = 'owner'
          else change.run()
        }}
      >
        {ROLES.map((one) => (
          <option key={one} value={one} selected={one === wanted.value}>
            {t(one)}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="icon-button"
        aria-label={t('remove', { name })}
        title={t('remove', { name })}
        onClick={() => {
          remove.clear()
          ban.value = false
          asking.value = 'remove'
        }}
      >
        <Icon name="cross" />
      </button>
      {asking.value === 'owner' && (
        <Confirm
          title={t('own_question', { name })}
          act={t('own_act')}
          pending={change.pending.value}
          error={change.error.value}
          onConfirm={() => change.run()}
          onClose={close}
        >
          {t('own_hint')}
        </Confirm>
      )}
      {asking.value === 'remove' && (
        <Confirm
          title={t('remove_question', { name })}
          act={t('remove_act')}
          dangerous
          pending={remove.pending.value}
          error={remove.error.value}
          onConfirm={() => remove.run()}
          onClose={close}
        >
          <p>{t('remove_hint')}</p>
          <SwitchField
            label={t('ban')}
            hint={t('ban_hint')}
            name="ban"
            value={ban.value}
            onValue={(on) => {
              ban.value = on
            }}
          />
        </Confirm>
      )}
    </div>
  )
}

function AddMember({ widget_id, room_id, room, onReload }: OfMembers & { room: ModeratedRoomView }) {
  const typed = useSignal('')
  const isNobody = useSignal(false)
  const reason = useSignal('')
  /** the person who is added once there is a reason */
  const asked = useSignal<string | null>(null)
  const addOne = async (user_id: string, reason?: string) => {
    const body = { user_ids: [user_id], reason }
    const params = { room_id: String(room_id) }
    const { changed } = await api.call('widget_rooms.add_members', { widget_id, params, body })
    toast(t(changed.length > 0 ? 'added' : 'already'))
    typed.value = ''
    asked.value = null
    onReload()
  }
  const add = useSubmit(async () => {
    // somebody who was never in the chat is added by their id
    const wanted = typed.peek().trim()
    const found = await findPersonId(widget_id, wanted)
    isNobody.value = found === null && /[\s@]/.test(wanted)
    if (isNobody.peek()) return
    const user_id = found ?? wanted
    if (!needsReason(room)) return addOne(user_id)
    reason.value = ''
    addWithReason.clear()
    asked.value = user_id
  })
  const addWithReason = useSubmit(async () => {
    const user_id = asked.peek()
    if (user_id !== null) await addOne(user_id, reason.peek())
  })
  return (
    <>
      <form onSubmit={add.run}>
        <div class="add-person">
          <PersonField
            widget_id={widget_id}
            label={t('add_label')}
            hint={t('add_hint')}
            name="user_ids"
            value={typed.value}
            error={isNobody.value ? t('add_wrong') : fieldText(add.error.value, 'user_ids')}
            onValue={(value) => {
              typed.value = value
              isNobody.value = false
              add.clear()
            }}
          />
          <Button
            type="submit"
            icon="plus"
            pending={add.pending.value}
            disabled={typed.value.trim() === '' && t('add_missing')}
          >
            {t('add_act')}
          </Button>
        </div>
        <FormError error={add.error.value} fields={['user_ids']} />
      </form>
      {asked.value !== null && (
        <ReasonQuestion
          what="add"
          reason={reason}
          submit={addWithReason}
          onClose={() => {
            asked.value = null
          }}
        />
      )}
    </>
  )
}

export interface OfRoom {
  widget_id: number
  room: ModeratedRoomView
  onChanged: (room: ModeratedRoomView) => void
}
