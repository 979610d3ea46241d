import { useEffect } from 'preact/hooks'
import { formatDate, formatNumber, formatTime } from '../../i18n/index.ts'
import { paths } from '../../navigation/routes.ts'
import { api, type WholePerson } from '../../requests/api.ts'
import { useResource } from '../../requests/resource.ts'
import { Loading } from '../../ui/loading.tsx'
import { LoadFailed } from '../../ui/notice.tsx'
import { lastSeen } from '../people/last-seen.ts'
import { PersonNotes } from '../people/person-notes.tsx'
import { t as tPeople } from '../people/phrases.ts'
import { RestrictionChips } from '../people/restriction-chips.tsx'
import { RestrictionLine } from '../people/restriction-entry.tsx'
import { t } from './phrases.ts'

interface AuthorProps {
  widget_id: number
  user_id: string
  onRead: (whole: WholePerson) => void
}

/** The same in one line: since when, how much they wrote, and what was reported and decided. */
export function standingText({ person, profile, restrictions }: WholePerson): string {
  const { figures } = person
  const given = (kind: WholePerson['restrictions'][number]['kind']) =>
    restrictions.filter((one) => one.kind === kind).length
  const [warned, muted, banned] = [given('warn'), given('mute'), given('ban')]
  return [
    profile.first_seen_at === null ? '' : t('standing_since', { date: formatDate(profile.first_seen_at) }),
    figures === null ? '' : t('standing_messages', { count: figures.messages }),
    figures === null ? '' : t('standing_reports', { count: figures.reports }),
    warned === 0 ? '' : t('standing_warned', { count: warned }),
    muted === 0 ? '' : t('standing_muted', { count: muted }),
    banned === 0 ? '' : t('standing_banned', { count: banned }),
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

/** The reported user in this chat: the time of the first visit, other reports, decisions and notes of the team. */
export function Author({ widget_id, user_id, onRead }: AuthorProps) {
  const loaded = useResource(`${widget_id} ${user_id}`, () => api.call('people.get', { widget_id, query: { user_id } }))
  const now = loaded.now.value
  const whole = now.state === 'ready' ? now.value : null
  useEffect(() => {
    if (whole) onRead(whole)
  }, [whole])
  return (
    <aside class="report-person" aria-label={t('author')}>
      <h3 class="card-title">{t('author')}</h3>
      {now.state === 'loading' && <Loading lines={4} />}
      {now.state === 'failed' &&
        (now.error.code === 'user_unknown' ? (
          <p class="hint">{t('author_unknown')}</p>
        ) : (
          <LoadFailed error={now.error} onRetry={loaded.reload} />
        ))}
      {now.state === 'ready' && <History widget_id={widget_id} whole={now.value} onChanged={loaded.set} />}
    </aside>
  )
}

function History(props: Parameters<typeof PersonNotes>[0]) {
  const { widget_id, whole } = props
  const { person, profile, restrictions } = whole
  const id = encodeURIComponent(person.user.user_id)
  const reports = (by: 'about' | 'by', count: number) => (
    <a href={`${paths.widget(widget_id, 'moderation')}?${by}=${id}`}>
      {t(`author_${by}`, { count: formatNumber(count) })}
    </a>
  )
  return (
    <>
      <p class="hint">
        {profile.first_seen_at !== null && (
          <>
            {tPeople('first_seen')}: {formatTime(profile.first_seen_at)}
            <br />
          </>
        )}
        {lastSeen(person)}
      </p>
      <p class="person-row-marks">
        <RestrictionChips person={person} />
      </p>
      <ul class="report-person-links">
        <li>{reports('about', profile.reports_about)}</li>
        <li>{reports('by', profile.reports_by)}</li>
        <li>
          <a href={`${paths.widget(widget_id, 'monitor')}?user=${id}`}>{tPeople('written_all')}</a>
        </li>
      </ul>
      <h4 class="section-title">{t('author_decisions')}</h4>
      {restrictions.length === 0 ? (
        <p class="hint">{tPeople('no_restrictions')}</p>
      ) : (
        <ul class="entries">
          {restrictions.map((entry) => (
            <li key={entry.restriction_id}>
              <RestrictionLine entry={entry} />
            </li>
          ))}
        </ul>
      )}
      <h4 class="section-title">{tPeople('notes')}</h4>
      <PersonNotes {...props} />
    </>
  )
}
