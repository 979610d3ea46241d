import { ROOM_TYPE } from '@imbachat/protocol'
import { signedContext } from '../../chat/rooms/dialogs/dialog-context.ts'
import { makeSiteDialog, makeSiteRoom } from '../../chat/rooms/make-site-room.ts'
import { siteEndpoint } from './endpoint.ts'

export const createRoom = siteEndpoint('site_api.create_room', async ({ chat, site, body }) => {
  const { room_type, room_title = 'new room', room_pipe = crypto.randomUUID(), room_is_public = false } = body
  const [one = '', other = ''] = body.users_ids
  if (room_type === ROOM_TYPE.dialog) {
    const context = body.context && signedContext(body.context)
    const { room_id, created } = await makeSiteDialog(chat, site, [one, other], context)
    const room = {
      id: room_id,
      room_id,
      room_type,
      room_pipe: null,
      room_title: null,
      room_is_public: 0 as const,
      ...(context && { context }),
    }
    return { success: true as const, room, created }
  }
  const input = { pipe: room_pipe, title: room_title, is_public: room_is_public, user_ids: body.users_ids }
  const { room_id, title, is_public, created } = await makeSiteRoom(chat, site, input)
  return {
    success: true as const,
    room: {
      id: room_id,
      room_id,
      room_type: ROOM_TYPE.conference,
      room_pipe,
      room_title: title,
      room_is_public: is_public ? (1 as const) : (0 as const),
    },
    created,
  }
})
