import { ROOM_TYPE } from '@imbachat/protocol/site'
import { FROM_SITE } from '../../../chat/attachments/file.ts'
import type { ModerateRoom, ModerateRoomOutcome } from '../../../chat/ports.ts'
import { isArchived, isFrozen, storedBlock } from '../../../chat/rooms/room-block.ts'
import { storedRights, toPicture, toRights } from '../../schema/rows.ts'
import { oneByOne } from '../write.ts'
import { newPicture, replacePicture } from './room-picture.ts'

/** A moderator is not a member, so the change adds no notice; the members see it at once. */
export const moderateRoom = oneByOne<ModerateRoom & { at: number }, ModerateRoomOutcome>(async (db, input) => {
  const { widget_id, room_id } = input
  const found = await db
    .selectFrom('room')
    .select(['type', 'title', 'description', 'is_public', 'by_request', 'picture', 'rights', 'blocked'])
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .executeTakeFirst()
  if (!found || found.type === ROOM_TYPE.dialog) return { kind: 'refused', reason: 'room_not_found' }
  const picture = await newPicture(db, { widget_id, picture: input.picture, ...FROM_SITE, by: FROM_SITE.user_id })
  if (typeof picture === 'string') return { kind: 'refused', reason: picture }
  const block = {
    frozen: input.frozen ?? isFrozen(found.blocked),
    archived: input.archived ?? isArchived(found.blocked),
  }
  const is_public = input.is_public ?? found.is_public !== 0
  const room = {
    title: input.title ?? found.title,
    description: (input.description ?? found.description) || null,
    is_public,
    // a public room needs no requests to join
    by_request: !is_public && found.by_request !== 0,
    picture: picture === undefined ? toPicture(found.picture) : (picture?.shown ?? null),
    rights: { ...toRights(found.rights), ...input.rights },
    frozen: block.frozen || block.archived,
    archived: block.archived,
  }
  const columns = {
    title: room.title,
    description: room.description,
    is_public: room.is_public ? 1 : 0,
    by_request: room.by_request ? 1 : 0,
    picture: picture === undefined ? found.picture : picture && JSON.stringify(picture.shown),
    rights: storedRights(room.rights),
    blocked: storedBlock(block),
  }
  const { type: _, ...before } = found
  if (Bun.deepEquals(columns, before)) return { kind: 'done', changed: false, room }
  await db.updateTable('room').set(columns).where('widget_id', '=', widget_id).where('id', '=', room_id).execute()
  if (picture !== undefined) await replacePicture(db, input, picture)
  return { kind: 'done', changed: true, room }
})
