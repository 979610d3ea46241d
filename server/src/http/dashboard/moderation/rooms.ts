import type { ModeratedRoomView, roomOperations } from '@imbachat/protocol/http/moderation/rooms'
import { changesOf } from '../../../dashboard/audit/changes-of.ts'
import { mustHaveReason } from '../../../moderation/rooms/must-have-reason.ts'
import type { Acts } from '../endpoint.ts'

/** A text that is not a number names no room. */
const roomOf = ({ widget_id, room_id }: { widget_id: number; room_id: string }) => ({
  widget_id,
  room_id: /^\d{1,15}$/.test(room_id) ? Number(room_id) : 0,
})

/** The handler of each operation. */
export const roomActs: Acts<typeof roomOperations> = {
  'widget_rooms.list': async ({ params, query, actor }, { rooms, takeSearch }) => {
    if (query.query !== '') takeSearch(actor)
    const page = { ...query, isCounted: query.figures === '1', cursor: query.cursor ?? null }
    return { result: await rooms.list(actor, params.widget_id, page) }
  },

  'widget_rooms.get': async ({ params, query, actor }, { rooms }) => ({
    result: await rooms.get(actor, roomOf(params), { limit: query.limit, cursor: query.cursor ?? null }),
  }),

  'widget_rooms.figures': async ({ params, actor }, { rooms }) => ({
    result: await rooms.figures(actor, roomOf(params)),
  }),

  'widget_rooms.timeline': async ({ params, query, actor }, { rooms, takeSearch }) => {
    takeSearch(actor)
    const page = { kind: query.kind, limit: query.limit, cursor: query.cursor ?? null }
    return { result: await rooms.timeline(actor, roomOf(params), page) }
  },

  'widget_rooms.create': async ({ params, body, actor }, { rooms }) => {
    const room = await rooms.create(actor, params.widget_id, body)
    return { result: { room }, audit: { target: `${room.room_id}`, details: { title: room.title } } }
  },

  'widget_rooms.change': async ({ params, body, actor }, { rooms }) => {
    const { room: before } = await rooms.get(actor, roomOf(params), { cursor: null, limit: 1 })
    const { reason, ...changed } = body
    if (changed.is_public) mustHaveReason([before], reason)
    const room = await rooms.change(actor, roomOf(params), changed)
    const named = (view: ModeratedRoomView) =>
      Object.fromEntries(Object.keys(changed).map((name) => [name, view[name as keyof ModeratedRoomView]]))
    const changes = changesOf(named(before), named(room))
    return { result: { room }, audit: { details: { changes, ...(reason !== undefined && { reason }) } } }
  },

  'widget_rooms.change_many': async ({ params, body, actor }, { rooms }) => {
    const { room_ids, ...change } = body
    const changed = await rooms.changeMany(actor, params.widget_id, room_ids, change)
    const targets = changed.map(({ room_id }) => `${room_id}`)
    return { result: { changed }, audit: { targets, details: change, nothing: changed.length === 0 } }
  },

  'widget_rooms.hand_over': async ({ params, body, actor }, { rooms }) => ({
    result: await rooms.handOver(actor, roomOf(params), body.to),
    audit: { details: body },
  }),

  'widget_rooms.members': async ({ params, query, actor }, { rooms, takeSearch }) => {
    takeSearch(actor)
    return { result: await rooms.findMembers(actor, roomOf(params), { ...query, cursor: query.cursor ?? null }) }
  },

  'widget_rooms.add_members': async ({ params, body, actor }, { rooms }) => ({
    result: await rooms.addMembers(actor, roomOf(params), body),
    audit: { details: body },
  }),

  'widget_rooms.remove_members': async ({ params, body, actor }, { rooms }) => ({
    result: await rooms.removeMembers(actor, roomOf(params), { user_ids: body.user_ids, ban: body.ban }),
    audit: { details: body },
  }),

  'widget_rooms.change_role': async ({ params, body, actor }, { rooms }) => ({
    result: await rooms.changeRole(actor, roomOf(params), { user_id: body.user_id, role: body.role }),
    audit: { details: body },
  }),

  'widget_rooms.contents': async ({ params, actor }, { rooms }) => ({
    result: await rooms.contents(actor, roomOf(params)),
  }),

  'widget_rooms.delete': async ({ params, body, actor }, { rooms }) => ({
    result: { task: await rooms.delete(actor, roomOf(params), body.confirm) },
    audit: { details: { title: body.confirm } },
  }),

  'widget_rooms.read': async ({ params, body, actor }, { rooms }) => ({
    result: await rooms.read(actor, roomOf(params), body.before_seq ?? null),
    audit: { details: { reason: body.reason, ...(body.before_seq !== undefined && { before_seq: body.before_seq }) } },
  }),
}
