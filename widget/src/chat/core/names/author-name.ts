import type { RoomModel } from '../../room/room-model.ts'
import { nameOf } from './names.ts'

/** The id, while the name is not known. */
export const authorName = ({ me, users }: RoomModel, user_id: string): string =>
  nameOf(user_id === me.value?.user_id ? me.value : users.value.get(user_id)) ?? user_id
