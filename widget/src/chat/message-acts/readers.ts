import type { RoomModel } from '../room/room-model.ts'

/** Ids of the others who have read the message, as far as that is known. */
export const readersOf = ({ state }: RoomModel, seq: number): string[] =>
  state.value.watermarks.filter((mark) => mark.read_seq >= seq).map(({ user_id }) => user_id)
