import type { ReturnedUsers, StatisticPoint } from '@imbachat/protocol/http/statistics'
import type { Hand } from '../../look.ts'
import type { Sample } from '../sample.ts'
import { BOTH, dashboardView } from '../view.ts'
import { at } from './widget.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Midnight of the gallery's day, a Wednesday. */
const TODAY = Date.UTC(2026, 2, 18)

/** Fewer people at night and at weekends, and a little more each week. */
function counted(time: number, share: number): StatisticPoint {
  const weekday = new Date(time).getUTCDay()
  const growth = 1 + (time - TODAY) / (200 * DAY_MS)
  const many = (weekday % 6 === 0 ? 0.55 : 1) * growth * share
  const begun = Math.round(52 * many)
  const files = Math.round(104 * many)
  return {
    at: time,
    messages: Math.round(1_980 * many),
    dialogs: Math.round(56 * many),
    active_users: Math.round(293 * many),
    new_users: Math.round(21 * many) + (weekday % 3),
    rooms: (weekday * 5) % 4,
    files,
    file_bytes: files * 347_211,
    dialogs_begun: begun,
    answered_5m: Math.round(begun * 0.41),
    answered_1h: Math.round(begun * 0.22),
    answered_1d: Math.round(begun * 0.14),
    answered_later: Math.round(begun * 0.04),
  }
}

const days = Array.from({ length: 60 }, (_, index) => counted(TODAY - (59 - index) * DAY_MS, 1))
/** Messages by hour: most in the evening. */
const hours = Array.from({ length: 28 * 24 }, (_, index) => {
  const time = TODAY - (index + 1) * HOUR_MS
  const hour = new Date(time).getUTCHours()
  return counted(time, hour < 6 ? 0.004 : 0.03 + 0.09 * Math.exp(-(((hour - 19) / 4) ** 2)))
})

function returned(): ReturnedUsers[] {
  const monday = TODAY - 2 * DAY_MS
  return Array.from({ length: 10 }, (_, weeks) => {
    const first_week = monday - (9 - weeks) * 7 * DAY_MS
    const all = 82 + ((weeks * 37) % 41)
    return Array.from({ length: 10 - weeks }, (_, later) => ({
      first_week,
      week: first_week + later * 7 * DAY_MS,
      users: later === 0 ? all : Math.round(all * (0.16 + 0.4 * Math.exp(-0.3 * later))),
    }))
  }).flat()
}

function filled(sample: Sample): void {
  const more = { returned: returned(), stored_bytes: 18_734_112_004 }
  sample.answersTo('statistics.get', (query) => ({ points: query.get('by') === 'hour' ? hours : days, ...more }))
}

const scrollTo = async ({ sees }: Hand, selector: string): Promise<void> => {
  ;(await sees(selector)).scrollIntoView()
}

export const statistics = dashboardView('statistics', {
  filled: { given: at('statistics', '', filled), looks: BOTH },
  'answers and hours': { given: at('statistics', '', filled), show: (hand) => scrollTo(hand, '.statistics-pair') },
  'who comes back': { given: at('statistics', '', filled), show: (hand) => scrollTo(hand, '.returns') },
  table: { given: at('statistics', '?view=table', filled) },
  'chosen days': { given: at('statistics', '?period=chosen&from=2026-02-20&to=2026-03-10', filled), looks: BOTH },
  empty: {
    given: at('statistics', '', (sample) => sample.change('statistics.get', { points: [] })),
  },
  error: { given: at('statistics', '', (sample) => sample.refuses('server_busy', 'statistics.get')) },
})
