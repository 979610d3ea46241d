import { formatNumber, language } from '../../../i18n/index.ts'
import { api, type StatisticPoint } from '../../../requests/api.ts'
import { useResource } from '../../../requests/resource.ts'
import { Card } from '../../../ui/card.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { daysAfter } from './period.ts'
import { t } from './phrases.ts'

const WEEKS = 4
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)
/** Monday first. */
const DAYS = [1, 2, 3, 4, 5, 6, 0] as const

/** Messages by day of the week and hour of the last weeks: when to have somebody there. */
export function HoursCard({ widget_id, zone }: { widget_id: number; zone: string }) {
  const loaded = useResource(widget_id, () => {
    const to = new Date().setHours(0, 0, 0, 0)
    const asked = { by: 'hour', from: String(daysAfter(to, -7 * WEEKS)), to: String(to), zone } as const
    return api.call('statistics.get', { widget_id, query: asked })
  })
  const now = loaded.now.value
  return (
    <Card title={t('hours')} lead={t('hours_lead')}>
      {now.state === 'loading' && <Loading lines={4} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={loaded.reload} />}
      {now.state === 'ready' && <Hours points={now.value.points} />}
    </Card>
  )
}

function Hours({ points }: { points: readonly StatisticPoint[] }) {
  const counts = new Map<string, number>()
  for (const { at, messages } of points) {
    const date = new Date(at)
    const key = `${date.getDay()} ${date.getHours()}`
    counts.set(key, (counts.get(key) ?? 0) + messages)
  }
  const most = Math.max(1, ...counts.values())
  const [busiest] = [...counts].filter(([, count]) => count === most)
  if (!busiest) return <p class="hint">{t('hours_empty')}</p>
  const [day = 0, hour = 0] = busiest[0].split(' ').map(Number)
  return (
    <>
      <p>
        {t('busiest', {
          day: dayName(day, 'long'),
          time: hourName(hour),
          count: formatNumber(Math.round(most / WEEKS)),
        })}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <div class="hours-place" tabIndex={0}>
        <table class="heat hours" aria-label={t('hours')}>
          <thead>
            <tr>
              <td class="hours-day" />
              {HOURS.map((each) => (
                <th key={each} scope="col">
                  <span class={each % 3 === 0 ? '' : 'visually-hidden'}>{hourName(each)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {DAYS.map((weekday) => (
              <tr key={weekday}>
                <th scope="row" class="hours-day">
                  {dayName(weekday, 'short')}
                </th>
                {HOURS.map((each) => {
                  const count = counts.get(`${weekday} ${each}`) ?? 0
                  const words = `${dayName(weekday, 'long')}, ${hourText(each)}: ${formatNumber(count)}`
                  return (
                    <td key={each} style={{ '--heat': count / most }} title={words}>
                      <span class="visually-hidden">{formatNumber(count)}</span>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** The 4th of January 1970 was a Sunday. */
const dayName = (day: number, weekday: 'long' | 'short'): string =>
  new Intl.DateTimeFormat(language.value, { weekday, timeZone: 'UTC' }).format(Date.UTC(1970, 0, 4 + day))

const hourName = (hour: number): string =>
  new Intl.DateTimeFormat(language.value, { hour: 'numeric', timeZone: 'UTC' }).format(hour * 3_600_000)

/** In a sentence. */
const hourText = (hour: number): string =>
  new Intl.DateTimeFormat(language.value, { timeStyle: 'short', timeZone: 'UTC' }).format(hour * 3_600_000)
