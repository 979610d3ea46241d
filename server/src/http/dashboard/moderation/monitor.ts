import type { MonitorQuery, monitorOperations } from '@imbachat/protocol/http/moderation/monitor'
import type { MonitorFilter } from '../../../moderation/monitor/watched.ts'
import type { Acts } from '../endpoint.ts'

/** The handler of each operation. */
export const monitorActs: Acts<typeof monitorOperations> = {
  'monitor.start': async ({ params, body, actor }, { monitor }) => ({
    result: await monitor.start(actor, params.widget_id),
    audit: { details: { reason: body.reason } },
  }),

  'monitor.list': async ({ params, query, actor }, { monitor, takeSearch }) => {
    takeSearch(actor)
    const { session, limit } = query
    return { result: await monitor.list(actor, params.widget_id, { session, limit, filter: filterOf(query) }) }
  },

  'monitor.delete': async ({ params, body, actor }, { monitor }) => {
    const { room_id, seq } = body
    await monitor.delete(actor, { widget_id: params.widget_id, room_id, seq })
    return { result: {}, audit: { target: `${room_id}`, details: { seq } } }
  },
}

export const filterOf = ({ user, peer, room, file, flagged, since, until }: MonitorQuery): MonitorFilter => ({
  user: user ?? null,
  peer: user === undefined ? null : (peer ?? null),
  room: room ?? null,
  hasFile: file === '1',
  flagged: flagged === '1',
  since: since ?? null,
  until: until ?? null,
})
