import type { apiEventOperations } from '@imbachat/protocol/http/api/api-events'
import type { keyOperations } from '@imbachat/protocol/http/api/api-key'
import type { ApiActs } from './endpoint.ts'

/** What concerns the whole widget: the key of the call, and all that happens. */
export const widgetActs: ApiActs<typeof keyOperations & typeof apiEventOperations> = {
  'key.get': async ({ by: { key, widget_id } }) => ({ ...key, scopes: [...key.scopes], widget_id }),

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
