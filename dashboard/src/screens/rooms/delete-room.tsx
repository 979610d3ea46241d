import { useSignal } from '@preact/signals'
import { formatNumber } from '../../i18n/index.ts'
import { navigate } from '../../navigation/router.ts'
import { paths } from '../../navigation/routes.ts'
import { api } from '../../requests/api.ts'
import { useResource } from '../../requests/resource.ts'
import { useSubmit } from '../../requests/submit.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { TextField } from '../../ui/form/field.tsx'
import { usePolling } from '../../ui/hooks/use-polling.ts'
import { FormError } from '../../ui/notice.tsx'
import { TaskProgress } from '../../ui/task-progress.tsx'
import { t } from './phrases.ts'

interface Loss {
  title: string
  messages: number
  files: number
  members: number
}

/** Says exactly what would be destroyed, and asks for the title. */
export function DeleteRoom({ widget_id, room_id }: { widget_id: number; room_id: number }) {
  const loss = useSignal<Loss | null>(null)
  const typed = useSignal('')
  const params = { room_id: String(room_id) }
  const look = useSubmit(async () => {
    const [{ room }, contents] = await Promise.all([
      api.call('widget_rooms.get', { widget_id, params, query: { limit: '1' } }),
      api.call('widget_rooms.contents', { widget_id, params }),
    ])
    remove.clear()
    typed.value = ''
    loss.value = { title: (room.title ?? String(room_id)).trim(), ...contents }
  })
  const remove = useSubmit(async () => {
    await api.call('widget_rooms.delete', { widget_id, params, body: { confirm: typed.peek().trim() } })
    navigate(paths.widget(widget_id, 'rooms'))
  })
  const shown = loss.value
  return (
    <Card title={t('delete')} lead={t('delete_lead')}>
      <FormError error={look.error.value} fields={[]} />
      <div class="form-acts">
        <Button kind="danger-plain" pending={look.pending.value} onClick={look.run}>
          {t('delete')}
        </Button>
      </div>
      {shown && (
        <Confirm
          title={t('delete_question', { title: shown.title })}
          act={t('delete')}
          dangerous
          disabled={typed.value.trim() !== shown.title}
          pending={remove.pending.value}
          error={remove.error.value}
          onConfirm={() => remove.run()}
          onClose={() => {
            loss.value = null
          }}
        >
          <p>{t('delete_loses')}</p>
          <ul class="losses">
            {(['messages', 'files', 'members'] as const).map((name) => (
              <li key={name}>{t(`delete_${name}`, { count: formatNumber(shown[name]) })}</li>
            ))}
            <li>{t('delete_embed')}</li>
          </ul>
          <TextField
            label={t('delete_confirm', { title: shown.title })}
            name="confirm"
            value={typed.value}
            onValue={(value) => {
              typed.value = value
            }}
          />
        </Confirm>
      )}
    </Card>
  )
}

/** Rooms that are being deleted, above the list. */
export function Deletions({ widget_id }: { widget_id: number }) {
  const tasks = useResource(widget_id, () => api.call('tasks.list', { widget_id, query: { kind: 'delete_room' } }))
  const now = tasks.now.value
  const running = now.state === 'ready' ? now.value.tasks.filter(({ state }) => state === 'running') : []
  usePolling(running.length > 0, tasks.look)
  return (
    <>
      {running.map(({ task_id, room, looked, total }) => (
        <div key={task_id} class="card card-body">
          <TaskProgress
            title={t('deleting', { title: room ?? t('untitled') })}
            status={t('deleting_said', { percent: total === 0 ? 100 : Math.floor((100 * looked) / total) })}
            progress={{ done: looked, total }}
          />
        </div>
      ))}
    </>
  )
}
