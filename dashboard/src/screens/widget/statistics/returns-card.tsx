import type { ReturnedUsers } from '@imbachat/protocol/http/statistics'
import { formatNumber, language } from '../../../i18n/index.ts'
import { Card } from '../../../ui/card.tsx'
import { t } from './phrases.ts'
import { formatShare } from './summary.tsx'

const WEEK_MS = 7 * 24 * 3_600_000

/** For the users of each first week: the share that was active again in each later week. */
export function ReturnsCard({ returned }: { returned: readonly ReturnedUsers[] }) {
  const weeks = [...new Set(returned.map(({ first_week }) => first_week))].sort((a, b) => a - b)
  const users = new Map(returned.map((row) => [`${row.first_week} ${row.week}`, row.users]))
  const last = Math.max(0, ...returned.map(({ week }) => week))
  const most = weeks.length === 0 ? 0 : Math.round((last - (weeks[0] ?? last)) / WEEK_MS)
  const later = Array.from({ length: most + 1 }, (_, index) => index)
  return (
    <Card title={t('returns')} lead={t('returns_lead')}>
      {weeks.length === 0 ? (
        <p class="hint">{t('returns_empty')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
        <div class="hours-place" tabIndex={0}>
          <table class="heat returns" aria-label={t('returns')}>
            <thead>
              <tr>
                <th scope="col">{t('first_week')}</th>
                <th scope="col">{t('users')}</th>
                {later.slice(1).map((index) => (
                  <th key={index} scope="col">
                    {t('weeks_later', { weeks: index })}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeks.toReversed().map((first) => {
                const all = users.get(`${first} ${first}`) ?? 0
                return (
                  <tr key={first}>
                    <th scope="row">{weekText(first)}</th>
                    <td class="returns-all">{formatNumber(all)}</td>
                    {later.slice(1).map((index) => {
                      const week = first + index * WEEK_MS
                      if (week > last || all === 0) return <td key={index} class="returns-none" />
                      const share = Math.min(1, (users.get(`${first} ${week}`) ?? 0) / all)
                      return (
                        <td key={index} style={{ '--heat': share }}>
                          {formatShare(share)}
                        </td>
                      )
                    })}
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}

const weekText = (at: number): string =>
  new Intl.DateTimeFormat(language.value, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(at)
