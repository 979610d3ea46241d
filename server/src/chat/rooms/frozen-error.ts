import { ChatError } from '@imbachat/protocol'

/** Moderators let nobody write in the room. */
export const frozenError = (): ChatError =>
  new ChatError('frozen', 'The moderators have frozen this room.', { field: 'room_id' })
