import type { RoomModel } from '../../room/room-model.ts'
import { nameOf } from './names.ts'

/** The id, while the name is not known. */
export const authorName = ({ me, users }: RoomModel, userId: string): string =>
  nameOf(userId === me.value?.user_id ? me.value : users.value.get(userId)) ?? userId
