import type { statisticsOperations } from '@imbachat/protocol/http/statistics'
import { mayActAs } from '@imbachat/protocol/http/widget/widget-roles'
import type { Acts } from '../endpoint.ts'

const DAY_MS = 24 * 3_600_000
const DAYS = 14

/** The implementation of each operation. */
export const statisticsActs: Acts<typeof statisticsOperations> = {
  'statistics.get': async ({ params, query, actor }, { statistics, takeSearch }) => {
    takeSearch(actor)
    const widget_id = params.widget_id
    const [points, returned, stored_bytes] = await Promise.all([
      statistics.points(widget_id, query),
      statistics.returned(widget_id),
      statistics.storedBytes(widget_id),
    ])
    return { result: { points, returned, stored_bytes } }
  },

  'overview.get': async ({ params, actor }, deps) => {
    const { statistics, online, clock } = deps
    const widget_id = params.widget_id
    const today = clock.now() - (clock.now() % DAY_MS)
    const reads = actor.role !== null && mayActAs(actor.role, 'moderator')
    const days = await statistics.points(widget_id, {
      from: today - (DAYS - 1) * DAY_MS,
      to: today + DAY_MS,
      by: 'day',
      zone: 'UTC',
    })
    const [active, sign, reports_open] = await Promise.all([
      statistics.active(widget_id),
      statistics.sign(widget_id),
      reads ? statistics.reportsOpen(widget_id) : null,
    ])
    return {
      result: {
        overview: {
          online: online(widget_id),
          active,
          messages_today: days.find(({ at }) => at === today)?.messages ?? 0,
          days,
          reports_open,
          signs: {
            script_at: sign.script_at,
            script_origin: sign.script_origin,
            user_at: sign.user_at,
            message_at: sign.message_at,
          },
        },
      },
    }
  },
}
