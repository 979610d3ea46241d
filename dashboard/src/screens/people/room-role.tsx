import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, type PersonRoom } from '../../requests/api.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { t } from './room-role-phrases.ts'

const ROLES = ['owner', 'admin', 'member'] as const

interface Props {
  widget_id: number
  user_id: string
  room: PersonRoom
  name: string
  onChanged: () => void
}

/** The person's role in a group or public room, which a moderator may change. */
export function RoomRole({ widget_id, user_id, room, name, onChanged }: Props) {
  const wanted = useSignal(room.role)
  const asking = useSignal(false)
  useEffect(() => {
    wanted.value = room.role
  }, [room.role])
  const change = useSubmit(async () => {
    const params = { room_id: String(room.room_id) }
    await api.call('widget_rooms.change_role', { widget_id, params, body: { user_id, role: wanted.peek() } })
    asking.value = false
    toast(t('saved'))
    onChanged()
  })
  const refused = asking.value ? null : change.error.value
  useRefusalToast(refused)
  useEffect(() => {
    if (refused !== null) wanted.value = room.role
  }, [refused])
  return (
    <>
      <select
        class="input select"
        aria-label={t('label', { room: name })}
        value={wanted.value}
        onChange={(event) => {
          wanted.value = ROLES.find((one) => one === event.currentTarget.value) ?? room.role
          if (wanted.value === 'owner') asking.value = true
          else change.run()
        }}
      >
        {ROLES.map((role) => (
          <option key={role} value={role} selected={role === wanted.value}>
            {t(role)}
          </option>
        ))}
      </select>
      {asking.value && (
        <Confirm
          title={t('own_question', { room: name })}
          act={t('own_act')}
          pending={change.pending.value}
          error={change.error.value}
          onConfirm={() => change.run()}
          onClose={() => {
            change.clear()
            asking.value = false
            wanted.value = room.role
          }}
        >
          {t('own_hint')}
        </Confirm>
      )}
    </>
  )
}
