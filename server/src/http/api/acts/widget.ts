import type { apiEventOperations } from '@imbachat/protocol/http/api/api-events'
import type { keyOperations } from '@imbachat/protocol/http/api/api-key'
import type { apiStatisticsOperations } from '@imbachat/protocol/http/api/api-statistics'
import type { ApiActs } from '../endpoint.ts'

type Operations = typeof keyOperations & typeof apiEventOperations & typeof apiStatisticsOperations

/** Acts on the whole widget: the key of the call, statistics, events. */
export const widgetActs: ApiActs<Operations> = {
  'key.get': async ({ by: { key, widget_id } }) => ({ ...key, scopes: [...key.scopes], widget_id }),

  'statistics.points': async ({ widget_id, query }, { statistics }) => ({
    points: await statistics.points(widget_id, query),
  }),

  'events.list': async ({ by, widget_id, query: { after, types, limit, wait }, signal }, { events, health }) => {
    const page = { after, types, limit, bot_id: by.key.user_id, waitMs: wait * 1000 }
    const found = await events.read(widget_id, page, { signal, isDue: () => health() === 'draining' })
    return {
      events: found.events.map(({ id, type, at, data }) => ({
        id: String(id),
        type,
        timestamp: new Date(at).toISOString(),
        data: { ...data },
      })),
      next: String(found.last_id),
      oldest: found.newest === 0 ? null : String(found.first_id),
      newest: String(found.newest),
    }
  },
}
