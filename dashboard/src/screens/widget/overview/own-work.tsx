import { formatAgo } from '../../../i18n/index.ts'
import { paths } from '../../../navigation/routes.ts'
import { api } from '../../../requests/api.ts'
import { useResource } from '../../../requests/resource.ts'
import { LinkButton } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { useVisibleInterval } from '../../../ui/hooks/use-visible-interval.ts'
import { t } from './phrases.ts'

/** Reports of each kind that are shown; the queue has them all. */
const SHOWN = 5
const LOOK_MS = 20_000

/** Reports for a moderator: those that they have taken, then the newest ones. */
export function OwnWork({ widget_id }: { widget_id: number }) {
  const loaded = useResource(widget_id, async () => {
    const of = (state: 'mine' | 'open') =>
      api.call('reports.list', { widget_id, query: { state, limit: String(SHOWN) } })
    const [waiting, mine, open] = await Promise.all([
      api.call('moderation.status', { widget_id }),
      of('mine'),
      of('open'),
    ])
    const others = open.reports.filter(({ report_id }) => !mine.reports.some((one) => one.report_id === report_id))
    return { ...waiting, reports: [...mine.reports, ...others].slice(0, SHOWN) }
  })
  useVisibleInterval(LOOK_MS, loaded.look)
  const now = loaded.now.value
  // the numbers below show the error, and the next request may succeed
  if (now.state !== 'ready') return null
  const { open, appeals, reports } = now.value
  const queue = paths.widget(widget_id, 'moderation')
  return (
    <Card
      title={t('work_title')}
      lead={open + appeals === 0 ? t('work_none') : t('work_lead', { open, appeals })}
      aside={<LinkButton href={queue}>{t('work_open')}</LinkButton>}
    >
      {reports.length > 0 && (
        <ul class="entries">
          {reports.map(({ report_id, user, text, seq, held, created_at, assigned }) => (
            <li key={report_id} class="own-work">
              <a href={`${queue}?report=${report_id}${assigned?.mine ? '&state=mine' : ''}`}>
                <bdi>{user.name}</bdi>
              </a>
              <span class="own-work-text" dir="auto">
                {seq === null && !held ? t('work_person') : (text ?? t('work_no_text'))}
              </span>
              {assigned?.mine && <span class="chip">{t('work_mine')}</span>}
              <span class="hint">{formatAgo(created_at, Date.now())}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
