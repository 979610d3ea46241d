import type { apiEventOperations } from '@imbachat/protocol/http/api/api-events'
import type { ApiActs } from './endpoint.ts'

export const eventActs: ApiActs<typeof apiEventOperations> = {
  'events.list': async ({ widget_id, query: { after, types, limit, wait } }, { events, health }) => {
    const page = { after, types, limit, waitMs: wait * 1000 }
    const found = await events.read(widget_id, page, () => health() === 'draining')
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
