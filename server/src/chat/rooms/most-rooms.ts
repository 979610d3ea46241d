import { ChatError } from '@imbachat/protocol'

// A user can be in a limited number of rooms, dialogs included: a sign-in reads all of them, and each of the user's
// connections subscribes to all of them. The store counts inside the transaction that adds the user to a room.

export const tooManyRooms = () =>
  new ChatError('forbidden', 'A user is in as many rooms as the server allows: leave one first.')

export const peerHasTooManyRooms = () =>
  new ChatError('forbidden', 'That user is in as many rooms as the server allows.', { field: 'user_id' })
