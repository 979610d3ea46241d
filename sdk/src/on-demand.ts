// One script with the parts that a client does not need until a room is shown, a file is sent, or the connection fails.
export { keepTrying } from './connection/retries.ts'
export { createFiles } from './files/files.ts'
export { createGroupMarks } from './rooms/group-marks.ts'
export { createMemberFeed } from './rooms/member-list.ts'
export { reopenRoom } from './rooms/reopen-room.ts'
export { createShownRooms } from './rooms/shown-rooms.ts'
export { createReactions } from './timeline/reacting.ts'
