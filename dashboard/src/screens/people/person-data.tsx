import { useSignal } from '@preact/signals'
import { ApiError, api, type TaskView } from '../../requests/api.ts'
import { download } from '../../requests/download.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import type { Resource } from '../../requests/resource.ts'
import { useSubmit } from '../../requests/submit.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { TextField } from '../../ui/form/field.tsx'
import { LoadFailed } from '../../ui/notice.tsx'
import { TaskProgress } from '../../ui/task-progress.tsx'
import { t } from './phrases.ts'

interface Props {
  widget_id: number
  user_id: string
  name: string
  tasks: PersonTasks
}

/** Tasks of the server about the person, as the person's page follows them. */
export type PersonTasks = Resource<{ tasks: TaskView[] }>

/** The data that erasing destroys. */
const LOSSES = ['erase_messages', 'erase_own', 'erase_team', 'erase_reports'] as const

/** Downloads all data of a user, deletes what the user wrote, or erases the user; with progress. */
export function PersonData({ widget_id, user_id, name, tasks }: Props) {
  const now = tasks.now.value
  const list = now.state === 'ready' ? now.value.tasks : []
  const runs = list.some(({ state }) => state === 'running')

  const asking = useSignal(false)
  const remove = useSubmit(async () => {
    await api.call('people.delete_messages', { widget_id, body: { user_id } })
    asking.value = false
    tasks.reload()
  })
  const erasing = useSignal(false)
  const typed = useSignal('')
  const erase = useSubmit(async () => {
    await api.call('people.erase', { widget_id, body: { user_id, confirm: typed.peek().trim() } })
    erasing.value = false
    tasks.reload()
  })
  const percent = useSignal<number | null>(null)
  const collecting = useSubmit(async () => {
    percent.value = 0
    try {
      const data = await collect(widget_id, user_id, (part) => (percent.value = part))
      download(
        t('export_file', { name: fileName(name || user_id), date: today() }),
        'application/json',
        JSON.stringify(data, null, 2),
      )
    } finally {
      percent.value = null
    }
  })
  useRefusalToast(collecting.error.value)

  return (
    <Card title={t('data')} lead={t('data_lead')}>
      <div class="report-acts">
        <Button pending={collecting.pending.value} onClick={collecting.run}>
          {percent.value === null ? t('export') : t('exporting', { percent: percent.value })}
        </Button>
        <Button
          kind="danger-plain"
          disabled={runs}
          onClick={() => {
            remove.clear()
            asking.value = true
          }}
        >
          {t('delete_messages')}
        </Button>
        <Button
          kind="danger-plain"
          disabled={runs}
          onClick={() => {
            erase.clear()
            typed.value = ''
            erasing.value = true
          }}
        >
          {t('erase')}
        </Button>
      </div>
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={tasks.reload} />}
      {list.length > 0 && (
        <ul class="entries">
          {list.map((task) => (
            <li key={task.task_id}>
              <PersonTask widget_id={widget_id} task={task} onStopped={tasks.reload} />
            </li>
          ))}
        </ul>
      )}
      {erasing.value && (
        <Confirm
          title={t('erase_question', { name })}
          act={t('erase')}
          dangerous
          disabled={typed.value.trim() !== user_id}
          pending={erase.pending.value}
          error={erase.error.value}
          onConfirm={() => erase.run()}
          onClose={() => {
            erasing.value = false
          }}
        >
          <p>{t('erase_hint')}</p>
          <ul class="losses">
            {LOSSES.map((loss) => (
              <li key={loss}>{t(loss)}</li>
            ))}
          </ul>
          <p>{t('erase_keeps')}</p>
          <TextField
            label={t('erase_confirm', { id: user_id })}
            name="confirm"
            value={typed.value}
            onValue={(value) => {
              typed.value = value
            }}
          />
        </Confirm>
      )}
      {asking.value && (
        <Confirm
          title={t('delete_question', { name })}
          act={t('delete_messages')}
          dangerous
          pending={remove.pending.value}
          error={remove.error.value}
          onConfirm={() => remove.run()}
          onClose={() => {
            asking.value = false
          }}
        >
          {t('delete_hint')}
        </Confirm>
      )}
    </Card>
  )
}

interface PersonTaskProps {
  widget_id: number
  task: TaskView
  /** what it does stands above it already */
  isNamed?: boolean
  onStopped: () => void
}

export function PersonTask({ widget_id, task, isNamed = false, onStopped }: PersonTaskProps) {
  const { task_id, state, looked, total, changed } = task
  const kind = task.kind === 'erase' ? 'erase' : 'delete_messages'
  const stop = useSubmit(async () => {
    await api.call('tasks.stop', { widget_id, params: { task_id }, body: {} })
    onStopped()
  })
  useRefusalToast(stop.error.value)
  const percent = total === 0 ? 100 : Math.floor((100 * looked) / total)
  return (
    <TaskProgress
      title={t(`task_${kind}`)}
      isNamed={isNamed}
      status={t(`task_${state}`, { percent, count: changed })}
      progress={state === 'running' ? { done: looked, total } : null}
    >
      {kind !== 'erase' && (
        <Button pending={stop.pending.value} onClick={stop.run}>
          {t('stop')}
        </Button>
      )}
    </TaskProgress>
  )
}

/** Letters and digits of any script: every system accepts these in the name of a file. */
const fileName = (name: string): string => name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '')

const today = (): string => new Date().toISOString().slice(0, 10)

/** Asks for one part after the other: the server never holds all of it. */
async function collect(widget_id: number, user_id: string, onProgress: (percent: number) => void): Promise<object> {
  const whole: Record<string, unknown> = {}
  let cursor: string | null = null
  do {
    const body: { user_id: string; cursor: string | null } = { user_id, cursor }
    const answer = await inRate(() => api.call('people.export', { widget_id, body }))
    for (const [name, value] of Object.entries(answer.part)) {
      const known = whole[name]
      whole[name] = Array.isArray(known) && Array.isArray(value) ? [...known, ...(value as unknown[])] : value
    }
    onProgress(answer.total === 0 ? 100 : Math.floor((100 * answer.looked) / answer.total))
    cursor = answer.next
  } while (cursor !== null)
  return whole
}

/** A large export has more parts than one account may ask for in a minute: it waits for the next minute. */
async function inRate<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (refusal) {
      if (!(refusal instanceof ApiError) || refusal.code !== 'rate_limited') throw refusal
      await new Promise((resolve) => setTimeout(resolve, refusal.retryAfterMs ?? 1_000))
    }
  }
}
