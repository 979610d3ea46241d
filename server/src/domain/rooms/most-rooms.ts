import { ChatError } from '@imbachat/protocol'

// Rooms, dialogs among them, have a number above which a user gets no other: all of them are read at a sign-in, and each of the user's
// connections listens to all. The store counts inside the transaction that gives a room.

export const tooManyRooms = () =>
  new ChatError('forbidden', 'A user is in as many rooms as the server allows: leave one first.')

export const peerHasTooManyRooms = () =>
  new ChatError('forbidden', 'That user is in as many rooms as the server allows.', { field: 'user_id' })
