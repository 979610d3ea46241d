import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { formatNumber, formatTime } from '../../i18n/index.ts'
import { useActFromAddress } from '../../navigation/act-from-address.ts'
import { paths } from '../../navigation/routes.ts'
import { api, type TaskView } from '../../requests/api.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useResource } from '../../requests/resource.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { usePolling } from '../../ui/hooks/use-polling.ts'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { LoadFailed } from '../../ui/notice.tsx'
import type { RestrictionKind } from '../moderation/restrict/recent-reasons.ts'
import { RestrictDialog } from '../moderation/restrict/restrict-dialog.tsx'
import { lastSeen } from './last-seen.ts'
import { OtherNames } from './other-names.tsx'
import { PersonData, PersonTask, type PersonTasks } from './person-data.tsx'
import { PersonDevices } from './person-devices.tsx'
import { PersonFiles } from './person-files.tsx'
import { PersonHeldMessages } from './person-held-messages.tsx'
import { PersonNotes } from './person-notes.tsx'
import type { PersonPartProps } from './person-part-props.ts'
import { PersonRoles } from './person-roles.tsx'
import { PersonRooms } from './person-rooms.tsx'
import { t } from './phrases.ts'
import { RestrictionChips } from './restriction-chips.tsx'
import { RestrictionLine } from './restriction-entry.tsx'
import { PersonTimeline } from './timeline/person-timeline.tsx'

interface PersonPageProps {
  widget_id: number
  user_id: string
  /** the reader may open the audit log */
  readsLog: boolean
  /** the reader may open the log of notifications */
  seesNotifications: boolean
}

/** Everything that the team may know of one user, and do about them. */
export function PersonPage({ widget_id, user_id, ...may }: PersonPageProps) {
  const loaded = useResource(`${widget_id} ${user_id}`, () => api.call('people.get', { widget_id, query: { user_id } }))
  const tasks = useResource(user_id, () => api.call('tasks.list', { widget_id, query: { user_id } }))
  const now = loaded.now.value
  const list = tasks.now.value.state === 'ready' ? tasks.now.value.value.tasks : []
  const runs = list.some(({ state }) => state === 'running')
  usePolling(runs, tasks.look)
  const erasing = list.find(({ kind }) => kind === 'erase')
  const isErasing = erasing?.state === 'running'
  /** The reader has seen it. A person with an open page of the site is back at once, which would hide what was done. */
  const sawErasing = useRef(false)
  if (isErasing) sawErasing.current = true
  const isGone = sawErasing.current || (now.state === 'failed' && now.error.code === 'user_unknown')

  return (
    <>
      <a class="page-back" href={paths.widget(widget_id, 'people')}>
        <Icon name="back" />
        {t('back')}
      </a>
      {erasing && isGone ? (
        <Erased widget_id={widget_id} task={erasing} />
      ) : (
        <>
          {now.state === 'loading' && <Loading lines={6} />}
          {now.state === 'failed' && <LoadFailed error={now.error} onRetry={loaded.reload} />}
          {now.state === 'ready' && (
            <Person widget_id={widget_id} whole={now.value} onChanged={loaded.set} tasks={tasks} {...may} />
          )}
        </>
      )}
    </>
  )
}

/** In the place of a person whose data is being destroyed, or was. */
function Erased({ widget_id, task }: { widget_id: number; task: TaskView }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <div class="queue-none">
      <h2 class="empty-title" ref={heading} tabIndex={-1}>
        {t(task.state === 'running' ? 'erasing_title' : 'erased_title')}
      </h2>
      <p class="hint">{t(task.state === 'running' ? 'erasing_hint' : 'erased_hint')}</p>
      <PersonTask widget_id={widget_id} task={task} isNamed onStopped={() => {}} />
    </div>
  )
}

type May = Pick<PersonPageProps, 'readsLog' | 'seesNotifications'>

function Person({ tasks, readsLog, seesNotifications, ...props }: PersonPartProps & May & { tasks: PersonTasks }) {
  const { widget_id, whole } = props
  const { person, profile } = whole
  const { user, role } = person
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const reports = (by: 'about' | 'by', count: number) => (
    <a href={`${paths.widget(widget_id, 'moderation')}?${by}=${encodeURIComponent(user.user_id)}`}>
      {t(`reports_${by}`, { count: formatNumber(count) })}
    </a>
  )
  return (
    <>
      <header class="person-head">
        <Avatar name={user.name} url={user.avatar_url} />
        <div class="report-words">
          <h2 class="person-name" ref={heading} tabIndex={-1}>
            <bdi>{user.name}</bdi>
          </h2>
          <p class="hint">{lastSeen(person)}</p>
        </div>
        <span class="person-row-marks">
          {role === 'admin' && <span class="chip">{t('admin')}</span>}
          {user.guest && <span class="chip">{t('guest')}</span>}
          {user.bot && <span class="chip">{t('bot')}</span>}
          <RestrictionChips person={person} />
        </span>
      </header>
      <div class="person-columns">
        <div class="stack person-side">
          <Profile {...props} />
          <Restrictions {...props} />
          <PersonDevices widget_id={widget_id} user_id={user.user_id} name={user.name} guest={user.guest === true} />
          <PersonRoles widget_id={widget_id} person={person} />
          <Card title={t('reports')}>
            <p>{reports('about', profile.reports_about)}</p>
            <p>{reports('by', profile.reports_by)}</p>
            {readsLog && (
              <p>
                <a href={paths.auditOf(widget_id, 'person', user.user_id)}>{t('audit_log')}</a>
              </p>
            )}
            {seesNotifications && (
              <p>
                <a href={paths.notificationsOf(widget_id, user.user_id)}>{t('notifications')}</a>
              </p>
            )}
          </Card>
          <PersonData widget_id={widget_id} user_id={user.user_id} name={user.name} tasks={tasks} />
        </div>
        <div class="stack person-main">
          <PersonHeldMessages widget_id={widget_id} user_id={user.user_id} />
          <PersonTimeline widget_id={widget_id} user_id={user.user_id} changed={whole} />
          <Card title={t('notes')} lead={t('notes_lead')}>
            <PersonNotes {...props} />
          </Card>
          <Card title={t('written')} lead={t('written_lead')}>
            <p>
              <a href={`${paths.widget(widget_id, 'monitor')}?user=${encodeURIComponent(user.user_id)}`}>
                {t('written_all')}
              </a>
            </p>
            <p>
              <a href={`${paths.widget(widget_id, 'monitor')}?user=${encodeURIComponent(user.user_id)}&file=1`}>
                {t('written_files')}
              </a>
            </p>
          </Card>
          <PersonFiles key={user.user_id} widget_id={widget_id} user_id={user.user_id} />
          <PersonRooms widget_id={widget_id} user_id={user.user_id} />
        </div>
      </div>
    </>
  )
}

function Restrictions({ widget_id, whole, onChanged }: PersonPartProps) {
  const { person, profile, restrictions } = whole
  const { user, mute, ban, shadow } = person
  const asking = useSignal<RestrictionKind | null>(null)
  const chosen = useSignal<{ minutes: number | null; reason: string }>({ minutes: null, reason: '' })
  const lifting = useSignal<RestrictionKind>('mute')
  const give = useSubmit(async () => {
    const kind = asking.peek()
    if (kind === null) return
    onChanged(await api.call('people.restrict', { widget_id, body: { user_id: user.user_id, kind, ...chosen.peek() } }))
    asking.value = null
  })
  const lift = useSubmit(async () => {
    onChanged(await api.call('people.lift', { widget_id, body: { user_id: user.user_id, kind: lifting.peek() } }))
  })
  useRefusalToast(lift.error.value)
  const ask = (kind: RestrictionKind) => () => {
    give.clear()
    asking.value = kind
  }
  useActFromAddress({ mute: ask('mute'), ban: ask('ban') })
  const end = (kind: RestrictionKind) => () => {
    lifting.value = kind
    lift.run()
  }

  return (
    <Card title={t('restrictions')} lead={t('restrictions_lead')}>
      <div class="report-acts">
        <Button onClick={ask('warn')}>{t('warn')}</Button>
        <Button onClick={ask('mute')}>{t('mute')}</Button>
        <Button onClick={ask('ban')}>{t('ban')}</Button>
        {!shadow && <Button onClick={ask('shadow')}>{t('shadow')}</Button>}
        {mute && <Button onClick={end('mute')}>{t('unmute')}</Button>}
        {ban && <Button onClick={end('ban')}>{t('unban')}</Button>}
        {shadow && <Button onClick={end('shadow')}>{t('unshadow')}</Button>}
        {profile.warning && <Button onClick={end('warn')}>{t('unwarn')}</Button>}
      </div>
      {restrictions.length === 0 ? (
        <p class="hint">{t('no_restrictions')}</p>
      ) : (
        <ul class="entries">
          {restrictions.map((entry) => (
            <li key={entry.restriction_id}>
              <RestrictionLine entry={entry} />
            </li>
          ))}
        </ul>
      )}
      {asking.value && (
        <RestrictDialog
          widget_id={widget_id}
          kind={asking.value}
          name={user.name}
          hasMessage={false}
          pending={give.pending.value}
          error={give.error.value}
          onGive={({ minutes, reason }) => {
            chosen.value = { minutes, reason }
            give.run()
          }}
          onClose={() => {
            asking.value = null
          }}
        />
      )}
    </Card>
  )
}

function Profile({ widget_id, whole, onChanged }: PersonPartProps) {
  const { person, profile } = whole
  const { user } = person
  const refresh = useSubmit(async () => {
    onChanged(await api.call('people.refresh', { widget_id, body: { user_id: user.user_id } }))
    toast(t('refreshed'))
  })
  useRefusalToast(refresh.error.value)
  const refused = Object.entries(profile.permissions ?? {}).flatMap(([name, may]) => (may ? [] : [name]))
  const extra = Object.keys(profile.extra).length > 0 ? JSON.stringify(profile.extra, null, 2) : null
  const facts: [string, string | null][] = [
    [t('id'), user.user_id],
    [t('email'), profile.email],
    [t('first_seen'), profile.first_seen_at === null ? null : formatTime(profile.first_seen_at)],
    [t('column_messages'), person.figures === null ? null : formatNumber(person.figures.messages)],
    [t('login'), profile.last_login_at === null ? null : formatTime(profile.last_login_at)],
    [t('rights'), refused.length === 0 ? null : refused.join(', ')],
  ]
  return (
    <Card
      title={t('profile')}
      lead={
        profile.synced_at === null ? t('profile_never') : t('profile_lead', { time: formatTime(profile.synced_at) })
      }
      aside={
        !user.guest && (
          <Button icon="rotate" pending={refresh.pending.value} onClick={refresh.run}>
            {t('refresh')}
          </Button>
        )
      }
    >
      <dl class="facts">
        <OtherNames widget_id={widget_id} whole={whole} />
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <div key={name} class="fact">
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
        {user.profile_url && (
          <div class="fact">
            <dt>{t('page')}</dt>
            <dd>
              <a href={user.profile_url} target="_blank" rel="noopener noreferrer">
                {user.profile_url}
              </a>
            </dd>
          </div>
        )}
      </dl>
      {extra && (
        <details class="details">
          <summary>{t('other')}</summary>
          <pre class="raw">{extra}</pre>
        </details>
      )}
    </Card>
  )
}
