import { broadcastsList, broadcastsPreview, broadcastsSend, broadcastsStop } from '@imbachat/protocol/http/broadcasts'
import { endpoint } from './endpoint.ts'

export const listBroadcasts = endpoint(broadcastsList, async ({ params, query, owner }, { broadcasts }) => ({
  result: await broadcasts.list(owner, params.widget_id, { limit: query.limit, cursor: query.cursor ?? null }),
}))

export const previewBroadcast = endpoint(
  broadcastsPreview,
  async ({ params, body, owner }, { broadcasts, takeSearch }) => {
    takeSearch(owner)
    return { result: await broadcasts.preview(owner, params.widget_id, body) }
  },
)

export const sendBroadcast = endpoint(broadcastsSend, async ({ params, body, owner }, { broadcasts }) => {
  const broadcast = await broadcasts.send(owner, params.widget_id, body)
  const { broadcast_id, total, listed } = broadcast
  const details = { sender_id: body.sender_id, active_days: body.active_days, listed, recipients: total }
  return { result: { broadcast }, audit: { target: broadcast_id, details } }
})

export const stopBroadcast = endpoint(broadcastsStop, async ({ params, owner }, { broadcasts }) => ({
  result: { broadcast: await broadcasts.stop(owner, params.widget_id, params.broadcast_id) },
}))
