import type { broadcastsOperations } from '@imbachat/protocol/http/moderation/broadcasts'
import type { Acts } from '../endpoint.ts'

/** The handler of each operation. */
export const broadcastsActs: Acts<typeof broadcastsOperations> = {
  'broadcasts.list': async ({ params, query, actor }, { broadcasts }) => ({
    result: await broadcasts.list(actor, params.widget_id, { limit: query.limit, cursor: query.cursor ?? null }),
  }),

  'broadcasts.preview': async ({ params, body, actor }, { broadcasts, takeSearch }) => {
    takeSearch(actor)
    return { result: await broadcasts.preview(actor, params.widget_id, body) }
  },

  'broadcasts.send': async ({ params, body, actor }, { broadcasts }) => {
    const broadcast = await broadcasts.send(actor, params.widget_id, body)
    const { broadcast_id, total, listed } = broadcast
    const details = { sender_id: body.sender_id, active_days: body.active_days, listed, recipients: total }
    return { result: { broadcast }, audit: { target: broadcast_id, details } }
  },

  'broadcasts.stop': async ({ params, actor }, { broadcasts }) => ({
    result: { broadcast: await broadcasts.stop(actor, params.widget_id, params.broadcast_id) },
  }),
}
