import type { Kysely } from 'kysely'
import type { Clock } from '../chat/clock.ts'
import type { ChatStore } from '../chat/ports.ts'
import { Refusal } from '../chat/refusals.ts'
import type { InTurn } from './fair-queue/fair-reads.ts'
import { blocksBetween, blocksOf } from './reads/blocks.ts'
import { listedRoom, listedRooms, listedTitles } from './reads/directory.ts'
import { blobOf, file, fileBytes, filesOf, upload } from './reads/files.ts'
import { invitedRoom, invitesOf } from './reads/invites.ts'
import { joinRequestsOf } from './reads/join-requests.ts'
import { everIn, joinedOf, managersOf, membersOf, publicRoom, roomOfPipe } from './reads/members.ts'
import { mentionsOf } from './reads/mentions.ts'
import { messageSent, messagesAt, messagesBefore, messagesSince, pinnedMessages, versionsOf } from './reads/messages.ts'
import { heldItems, ownItems, ownItemsAt, ownRevs, starred } from './reads/own-items.ts'
import { hasReacted, reactedWith } from './reads/reactions.ts'
import { roomCounts, roomNames, roomsOf } from './reads/room-list.ts'
import {
  dialogOf,
  dialogPeers,
  membershipsOf,
  roomCountOf,
  roomHeadsAfter,
  roomHeadsOf,
  roomOf,
  roomSizesOf,
} from './reads/rooms.ts'
import { erasedAt, users } from './reads/users.ts'
import type { Database } from './schema/schema.ts'
import type { Writer } from './writer.ts'

/** Rows of one widget in one write. A larger write would delay the messages of other widgets. */
const MAX_ROWS = 100

/**
 * Implements the domain's port on a reader and a writer. A write carries the time at which the server took it, not the
 * time of its commit.
 */
export function chatStore({
  epoch,
  readDb,
  inTurn,
  writer,
  clock,
}: {
  epoch: string
  readDb: Kysely<Database>
  inTurn: InTurn
  writer: Pick<Writer, 'write'>
  clock: Clock
}): ChatStore {
  const { write } = writer
  const reads =
    <Args extends [number, ...unknown[]], T>(read: (db: Kysely<Database>, ...args: Args) => Promise<T>) =>
    (...args: Args) =>
      inTurn(args[0], () => read(readDb, ...args))
  return {
    epoch,

    roomOf: reads(roomOf),
    roomsOf: (widget_id, user_id, page) =>
      inTurn(widget_id, () => roomsOf(readDb, widget_id, user_id, { ...page, at: clock.now() })),
    roomCounts: (widget_id, user_id) => inTurn(widget_id, () => roomCounts(readDb, widget_id, user_id, clock.now())),
    roomNames: reads(roomNames),
    membershipsOf: reads(membershipsOf),
    dialogOf: reads(dialogOf),
    dialogPeers: reads(dialogPeers),
    roomOfPipe: reads(roomOfPipe),
    publicRoom: reads(publicRoom),
    membersOf: reads(membersOf),
    managersOf: reads(managersOf),
    everIn: reads(everIn),
    joinedOf: reads(joinedOf),
    mentionsOf: reads(mentionsOf),
    listedRoom: reads(listedRoom),
    listedRooms: reads(listedRooms),
    listedTitles: reads(listedTitles),
    joinRequestsOf: reads(joinRequestsOf),
    invitesOf: reads(invitesOf),
    invitedRoom: reads(invitedRoom),
    roomSizesOf: reads(roomSizesOf),
    roomHeadsOf: reads(roomHeadsOf),
    roomHeadsAfter: reads(roomHeadsAfter),
    roomCountOf: reads(roomCountOf),
    messagesBefore: reads(messagesBefore),
    messagesSince: reads(messagesSince),
    messagesAt: reads(messagesAt),
    messageSent: reads(messageSent),
    pinnedMessages: reads(pinnedMessages),
    users: reads(users),
    erasedAt: reads(erasedAt),
    upload: reads(upload),
    blobOf: reads(blobOf),
    file: reads(file),
    filesOf: reads(filesOf),
    fileBytes: reads(fileBytes),
    reactedWith: reads(reactedWith),
    hasReacted: reads(hasReacted),
    ownItems: reads(ownItems),
    ownRevs: reads(ownRevs),
    ownItemsAt: reads(ownItemsAt),
    heldItems: reads(heldItems),
    starred: reads(starred),
    versionsOf: reads(versionsOf),
    blocksBetween: reads(blocksBetween),
    blocksOf: reads(blocksOf),

    appendMessage: (input) => write('messages.append', { ...input, at: clock.now() }),
    decideHeld: (input) => write('held.decide', { ...input, at: clock.now() }),
    changeHeld: (input) => write('held.change', { ...input, at: clock.now() }),
    editMessage: (input) => write('message.edit', { ...input, at: clock.now() }),
    deleteMessage: (input) => write('message.delete', { ...input, at: clock.now() }),
    putPreview: (input) => write('preview.put', { ...input, at: clock.now() }),
    pressButton: (input) => write('button.press', { ...input, at: clock.now() }),
    editForSite: (input) => write('message.edit-for-site', { ...input, at: clock.now() }),
    postNotice: (input) => write('notice.post', { ...input, at: clock.now() }),
    removePreview: (input) => write('preview.remove', { ...input, at: clock.now() }),
    pinMessage: (input) => write('message.pin', { ...input, at: clock.now() }),
    changeReactions: (input) => write('reactions.change', { ...input, at: clock.now() }),
    openDialog: async (input) => {
      const opened = await write('dialog.open', { ...input, at: clock.now() })
      if ('blocked' in opened) throw new Refusal('blocked', { field: 'user_id' })
      if (!('full' in opened)) return opened
      throw new Refusal(opened.full === input.user_id ? 'too_many_rooms' : 'peer_has_too_many_rooms')
    },
    answerDialog: (input) => write('dialog.answer', input),
    makeRoom: async (input) => {
      const made = await write('room.make', { ...input, at: clock.now() })
      if ('full' in made) throw new Refusal('too_many_rooms')
      return made
    },
    changeMembers: (input) => write('members.change', { ...input, at: clock.now() }),
    changeJoinRequests: (input) => write('join.change', { ...input, at: clock.now() }),
    createInvite: (input) => write('invite.create', input),
    revokeInvite: (input) => write('invite.revoke', input),
    editRoom: (input) => write('room.edit', { ...input, at: clock.now() }),
    moderateRoom: (input) => write('room.moderate', input),
    changeRole: (input) => write('member.role', { ...input, at: clock.now() }),
    moveWatermarks: async (moves) =>
      (await Promise.all(byWidget(moves).map((own) => write('watermarks.move', own)))).flat(),
    putUsers: (widget_id, list) => write('users.put', { widget_id, users: list, at: clock.now() }),
    touchUser: (widget_id, user_id) => write('users.touch', { widget_id, user_id, at: clock.now() }),
    putOwnItem: (input) => write('own.put', input),
    markMessages: (input) => write('own.marks', { ...input, at: clock.now() }),
    putDraft: (input) => write('own.draft', { ...input, at: clock.now() }),
    createUpload: (input) => write('upload.create', { ...input, at: clock.now() }),
    reserveBlob: (input) => write('blob.reserve', { ...input, at: clock.now() }),
    addJob: (input) => write('job.add', { ...input, at: clock.now() }),
    claimJobs: (widget_id, page) =>
      write('jobs.claim', { widget_id, ...page, lease: crypto.randomUUID(), at: clock.now() }),
    renewJob: (run) => write('job.renew', { ...run, at: clock.now() }),
    endJob: (input) => write('job.end', { ...input, at: clock.now() }),
    forgetBlob: (widget_id, blob_id) => write('blob.forget', { widget_id, blob_id }),
    settleUpload: (input) => write('upload.settle', input),
    removeUpload: (widget_id, upload_id) => write('upload.remove', { widget_id, upload_id, at: clock.now() }),
    setRoomFlag: (input) => write('own.room', { ...input, at: clock.now() }),
    putSettings: (input) => write('settings.put', input),
    eraseFromRoom: (input) => write('room.erase-user', { ...input, at: clock.now() }),
    restoreMessage: (input) => write('message.restore', input),
    putStanding: (input) => write('standing.put', { ...input, at: clock.now() }),
    putReport: (input) => write('report.put', { ...input, at: clock.now() }),
    putBlock: (input) => write('block.put', { ...input, at: clock.now() }),
    async setLastSeen(seen) {
      await Promise.all(byWidget(seen).map((own) => write('users.last-seen', own)))
    },
  }
}

/** Splits the rows of many widgets into short writes of one widget each. */
function byWidget<Row extends { widget_id: number }>(list: readonly Row[]): Row[][] {
  const pieces: Row[][] = []
  for (const own of Map.groupBy(list, ({ widget_id }) => widget_id).values()) {
    for (let start = 0; start < own.length; start += MAX_ROWS) pieces.push(own.slice(start, start + MAX_ROWS))
  }
  return pieces
}
