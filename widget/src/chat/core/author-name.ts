import type { RoomModel } from '../room/room-model.ts'

/** The id, while the name is not known. */
export const authorName = ({ me, users }: RoomModel, userId: string): string =>
  (userId === me.value?.user_id ? me.value.name : users.value.get(userId)?.name) ?? userId
