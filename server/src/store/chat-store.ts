import type { Kysely } from 'kysely'
import type { Clock } from '../domain/clock.ts'
import type { ChatStore } from '../domain/ports.ts'
import { byWidget } from './lines.ts'
import { everIn, membersOf, roomOfPipe } from './reads/members.ts'
import { messagesBefore, messagesSince } from './reads/messages.ts'
import { dialogOf, membershipsOf, roomHeadsOf, roomOf, roomSizesOf, roomsOf, unreadRooms } from './reads/rooms.ts'
import { users } from './reads/users.ts'
import type { Database } from './schema.ts'
import type { Writer } from './writer.ts'

/** The domain's port on a reader and a writer. A write is stamped with the time at which it came, not with that of its commit. */
export function chatStore({
  epoch,
  reader,
  writer,
  clock,
}: {
  epoch: string
  reader: Kysely<Database>
  writer: Pick<Writer, 'write'>
  clock: Clock
}): ChatStore {
  const { write } = writer
  return {
    epoch,

    roomOf: (...args) => roomOf(reader, ...args),
    roomsOf: (...args) => roomsOf(reader, ...args),
    membershipsOf: (...args) => membershipsOf(reader, ...args),
    dialogOf: (...args) => dialogOf(reader, ...args),
    roomOfPipe: (...args) => roomOfPipe(reader, ...args),
    membersOf: (...args) => membersOf(reader, ...args),
    everIn: (...args) => everIn(reader, ...args),
    roomSizesOf: (...args) => roomSizesOf(reader, ...args),
    roomHeadsOf: (...args) => roomHeadsOf(reader, ...args),
    unreadRooms: (...args) => unreadRooms(reader, ...args),
    messagesBefore: (...args) => messagesBefore(reader, ...args),
    messagesSince: (...args) => messagesSince(reader, ...args),
    users: (...args) => users(reader, ...args),

    appendMessage: (input) => write('messages.append', { ...input, at: clock.now() }),
    editMessage: (input) => write('message.edit', { ...input, at: clock.now() }),
    deleteMessage: (input) => write('message.delete', { ...input, at: clock.now() }),
    openDialog: (input) => write('dialog.open', { ...input, at: clock.now() }),
    answerDialog: (input) => write('dialog.answer', input),
    makeRoom: (input) => write('room.make', { ...input, at: clock.now() }),
    changeMembers: (input) => write('members.change', { ...input, at: clock.now() }),
    moveWatermarks: async (moves) =>
      (await Promise.all(byWidget(moves).map((own) => write('watermarks.move', own)))).flat(),
    putUsers: (widgetId, list) => write('users.put', { widgetId, users: list, at: clock.now() }),
    touchUser: (widgetId, userId) => write('users.touch', { widgetId, userId }),
    async setLastSeen(seen) {
      await Promise.all(byWidget(seen).map((own) => write('users.last-seen', own)))
    },
  }
}
