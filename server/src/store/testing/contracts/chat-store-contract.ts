import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Message } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { AppendOutcome, ChatStore } from '../../../chat/ports.ts'
import type { SiteUser } from '../../../chat/users/user.ts'
import type { Database } from '../../schema/schema.ts'

export interface OpenedStore {
  chat: ChatStore
  /** @returns the id of a new widget */
  makeWidget(): Promise<number>
  control: Kysely<Database>
  /** all reports of the latest widget */
  reports(): Promise<{ messages: string }[]>
  close(): Promise<void>
}

/** What every database behind the ChatStore port must do. */
export function chatStoreContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`ChatStore on ${name}`, () => {
    let store: OpenedStore
    let chat: ChatStore
    let widgetId: number

    beforeEach(async () => {
      store = await open()
      chat = store.chat
      widgetId = await store.makeWidget()
    })
    afterEach(() => store.close())

    const dialog = async (userId = 'ann', peerId = 'bob', needAccess = false) =>
      (await chat.openDialog({ widgetId, userId, peerId, needAccess })).roomId
    const say = (
      roomId: number,
      senderId: string,
      text: string,
      more: { clientId?: string; replyTo?: number } = {},
    ): Promise<AppendOutcome> =>
      chat.appendMessage({
        widgetId,
        roomId,
        senderId,
        text,
        clientId: more.clientId ?? crypto.randomUUID(),
        replyTo: more.replyTo ?? null,
      })
    const stored = async (outcome: Promise<AppendOutcome>) => {
      const settled = await outcome
      if (settled.kind === 'refused') throw new Error(`refused: ${settled.reason}`)
      return settled.message
    }
    const roomOf = async (roomId: number, userId: string) => {
      const row = await chat.roomOf(widgetId, roomId, userId)
      if (!row) throw new Error(`${userId} is not in room ${roomId}`)
      return row
    }
    const statesIn = async (roomId: number) => {
      const { member, peer } = await roomOf(roomId, 'ann')
      return [member.state, peer?.state]
    }

    test("WRITE-3 one widget's thousands of waiting writes do not delay another widget's or the dashboard's", async () => {
      const noisy = await store.makeWidget()
      const own = { widgetId: noisy, userId: 'ann', peerId: 'bob', needAccess: false }
      const { roomId } = await chat.openDialog(own)
      const rooms = await Promise.all(['bob', 'cat', 'dan', 'eve', 'fay', 'gus'].map((peer) => dialog('ann', peer)))
      let stored = 0
      const flood = Array.from({ length: 12_000 }, (_, n) =>
        chat
          .appendMessage({ widgetId: noisy, roomId, senderId: 'ann', clientId: `${n}`, text: 'noise', replyTo: null })
          .then(() => stored++),
      )
      await Promise.all([...rooms.map((room) => say(room, 'ann', 'in between')), store.makeWidget()])
      // The batches that were already running, the batch that it shares, and the writes answered in the same moment.
      expect(stored).toBeLessThanOrEqual(6_400)
      await Promise.all(flood)
      expect((await chat.roomOf(noisy, roomId, 'ann'))?.room.lastSeq).toBe(12_000)
    })

    test('MSG-3 seq is dense in every room under concurrent writes', async () => {
      const rooms = await Promise.all(['bob', 'cat', 'dan', 'eve'].map((peer) => dialog('ann', peer)))
      const senders = rooms.flatMap((roomId, index) => [
        { roomId, senderId: 'ann' },
        { roomId, senderId: ['bob', 'cat', 'dan', 'eve'][index] ?? '' },
      ])
      await Promise.all(
        Array.from({ length: 50 }, () =>
          Promise.all(senders.map(({ roomId, senderId }) => stored(say(roomId, senderId, 'hi')))),
        ),
      )
      for (const roomId of rooms) {
        const page = await chat.messagesBefore(widgetId, roomId, null, 200)
        expect(page.map((message) => message.seq)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
        expect(page.map((message) => message.rev)).toEqual(page.map((message) => message.seq))
        expect((await roomOf(roomId, 'ann')).room).toMatchObject({ lastSeq: 100, lastRev: 100 })
      }
    })

    test('MSG-4 rev counts new, edited and deleted messages, and a message has the rev of its last change', async () => {
      const roomId = await dialog()
      for (const text of ['one', 'two', 'three']) await stored(say(roomId, 'ann', text))
      await chat.editMessage({ widgetId, roomId, seq: 1, senderId: 'ann', text: 'one!' })
      await chat.deleteMessage({ widgetId, roomId, seq: 2, senderId: 'ann' })
      const page = await chat.messagesBefore(widgetId, roomId, null, 10)
      expect(page.map(({ seq, rev, text }) => [seq, rev, text])).toEqual([
        [1, 4, 'one!'],
        [2, 5, null],
        [3, 3, 'three'],
      ])
      expect((await roomOf(roomId, 'bob')).room).toMatchObject({ lastSeq: 3, lastRev: 5 })
    })

    test('MSG-5 a client id sent again, at once or later, is stored once and returns the same message', async () => {
      const roomId = await dialog()
      const clientId = crypto.randomUUID()
      const together = await Promise.all([1, 2, 3].map(() => say(roomId, 'ann', 'once', { clientId })))
      expect(together.map((outcome) => outcome.kind).sort()).toEqual(['appended', 'repeated', 'repeated'])
      await stored(say(roomId, 'bob', 'between'))
      const later = await say(roomId, 'ann', 'another text', { clientId })
      expect(later).toMatchObject({ kind: 'repeated', message: { seq: 1, text: 'once' } })
      expect(await chat.messagesBefore(widgetId, roomId, null, 10)).toHaveLength(2)
    })

    test('MSG-5 the same client id from another sender, room or widget is another message', async () => {
      const [roomId, other] = [await dialog(), await dialog('ann', 'cat')]
      const clientId = crypto.randomUUID()
      const outcomes = await Promise.all([
        say(roomId, 'ann', 'a', { clientId }),
        say(roomId, 'bob', 'b', { clientId }),
        say(other, 'ann', 'c', { clientId }),
      ])
      expect(outcomes.map((outcome) => outcome.kind)).toEqual(['appended', 'appended', 'appended'])
    })

    test("MSG-6 one sender's messages are stored in the order in which the sender sent them", async () => {
      const roomId = await dialog()
      const texts = Array.from({ length: 300 }, (_, index) => `message ${index}`)
      await Promise.all(texts.map((text) => stored(say(roomId, 'ann', text))))
      const page = await chat.messagesBefore(widgetId, roomId, null, 300)
      expect(page.map((message) => message.text)).toEqual(texts)
    })

    test('WRITE-1 a refused message does not affect the other messages of its commit', async () => {
      const roomId = await dialog()
      const outcomes = await Promise.all([
        say(roomId, 'ann', 'one'),
        say(roomId, 'eve', 'an outsider'),
        say(999, 'ann', 'no room'),
        say(roomId, 'bob', 'two'),
      ])
      expect(outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.reason : outcome.message.seq))).toEqual([
        1,
        'room_not_found',
        'room_not_found',
        2,
      ])
    })

    test('WRITE-1 a write that the database refuses does not affect the other writes of its commit', async () => {
      const roomId = await dialog()
      const bad = { widgetId, roomId, senderId: 'ann', text: 'without a client id', replyTo: null }
      const outcomes = await Promise.allSettled([
        say(roomId, 'ann', 'one'),
        chat.appendMessage({ ...bad, clientId: null as unknown as string }),
        say(roomId, 'ann', 'two'),
      ])
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      const page = await chat.messagesBefore(widgetId, roomId, null, 10)
      expect(page.map(({ seq, text }) => [seq, text])).toEqual([
        [1, 'one'],
        [2, 'two'],
      ])
    })

    test('READ-1 messages after the read watermark are unread; an own message right behind it is read', async () => {
      const roomId = await dialog()
      await stored(say(roomId, 'ann', 'one'))
      await stored(say(roomId, 'ann', 'two'))
      expect((await roomOf(roomId, 'ann')).member.readSeq).toBe(2)
      expect((await roomOf(roomId, 'bob')).member.readSeq).toBe(0)
      expect((await chat.roomCounts(widgetId, 'ann')).unread).toBe(0)
      expect((await chat.roomCounts(widgetId, 'bob')).unread).toBe(1)
      await stored(say(roomId, 'bob', 'written yesterday, before the sender saw the two'))
      expect((await roomOf(roomId, 'bob')).member.readSeq).toBe(0)
    })

    test('READ-2 watermarks only rise, stay within the room, and read never exceeds delivered', async () => {
      const roomId = await dialog()
      for (const text of ['1', '2', '3']) await stored(say(roomId, 'ann', text))
      const move = (deliveredSeq: number, readSeq: number) =>
        chat.moveWatermarks([{ widgetId, roomId, userId: 'bob', deliveredSeq, readSeq }])
      expect(await move(1, 2)).toMatchObject([{ deliveredSeq: 2, readSeq: 2, state: 'joined' }])
      expect(await move(0, 1)).toEqual([])
      expect(await move(1_000_000, 0)).toMatchObject([{ deliveredSeq: 3, readSeq: 2 }])
      expect((await roomOf(roomId, 'ann')).peer).toMatchObject({ userId: 'bob', deliveredSeq: 3, readSeq: 2 })
    })

    test('READ-2 many watermarks move in one write, and those of non-members do not move', async () => {
      const rooms = await Promise.all(['bob', 'cat'].map((peer) => dialog('ann', peer)))
      for (const roomId of rooms) await stored(say(roomId, 'ann', 'hi'))
      const [first = 0, second = 0] = rooms
      const moved = await chat.moveWatermarks([
        { widgetId, roomId: first, userId: 'bob', deliveredSeq: 1, readSeq: 1 },
        { widgetId, roomId: second, userId: 'cat', deliveredSeq: 1, readSeq: 0 },
        { widgetId, roomId: second, userId: 'bob', deliveredSeq: 1, readSeq: 1 },
        { widgetId: widgetId + 1, roomId: first, userId: 'bob', deliveredSeq: 1, readSeq: 1 },
      ])
      expect(moved.map(({ roomId, userId }) => [roomId, userId])).toEqual([
        [first, 'bob'],
        [second, 'cat'],
      ])
    })

    test('MSG-11 a message keeps the parts of its text; an edit replaces them and a deletion removes them', async () => {
      const { roomId } = await chat.openDialog({ widgetId, userId: 'ann', peerId: 'bob', needAccess: false })
      const parts = { entities: [{ type: 'bold' as const, offset: 0, length: 3 }] }
      const message = { widgetId, roomId, senderId: 'ann', clientId: crypto.randomUUID(), replyTo: null }
      const sent = await chat.appendMessage({ ...message, text: 'one two', parts })
      expect(sent).toMatchObject({ kind: 'appended', message: parts })
      expect(await chat.appendMessage({ ...message, text: 'one two' })).toMatchObject({
        kind: 'repeated',
        message: parts,
      })
      expect((await chat.roomOf(widgetId, roomId, 'bob'))?.lastMessage).toMatchObject(parts)
      const edit = { widgetId, roomId, seq: 1, senderId: 'ann', text: 'one two' }
      expect(await chat.editMessage({ ...edit, parts })).toMatchObject({ kind: 'unchanged' })
      const edited = (await chat.editMessage(edit)) as { kind: string; message: Message }
      expect(edited.kind).toBe('changed')
      expect(edited.message).not.toHaveProperty('entities')
      await chat.editMessage({ ...edit, parts })
      await chat.deleteMessage({ widgetId, roomId, seq: 1, senderId: 'ann' })
      expect((await chat.messagesBefore(widgetId, roomId, null, 1))[0]).not.toHaveProperty('entities')
    })

    test('MSG-7 only its sender edits a message, and only while it is not deleted', async () => {
      const roomId = await dialog()
      await stored(say(roomId, 'ann', 'mine'))
      const edit = (senderId: string, seq = 1) => chat.editMessage({ widgetId, roomId, seq, senderId, text: 'new' })
      expect(await edit('bob')).toEqual({ kind: 'refused', reason: 'message_not_found' })
      expect(await edit('eve')).toEqual({ kind: 'refused', reason: 'room_not_found' })
      expect(await edit('ann', 2)).toEqual({ kind: 'refused', reason: 'message_not_found' })
      expect(await edit('ann')).toMatchObject({ kind: 'changed', message: { seq: 1, rev: 2, text: 'new' } })
      await chat.deleteMessage({ widgetId, roomId, seq: 1, senderId: 'ann' })
      expect(await edit('ann')).toEqual({ kind: 'refused', reason: 'message_not_found' })
    })

    test('MSG-8 deleting removes the text and keeps the seq; deleting twice is one deletion', async () => {
      const roomId = await dialog()
      await stored(say(roomId, 'ann', 'secret'))
      const remove = (senderId: string) => chat.deleteMessage({ widgetId, roomId, seq: 1, senderId })
      expect(await remove('bob')).toEqual({ kind: 'refused', reason: 'message_not_found' })
      expect(await remove('ann')).toMatchObject({ kind: 'changed', message: { seq: 1, rev: 2, text: null } })
      expect(await remove('ann')).toMatchObject({ kind: 'unchanged', message: { seq: 1, rev: 2, text: null } })
      expect(await stored(say(roomId, 'ann', 'next'))).toMatchObject({ seq: 2, rev: 3 })
    })

    test('MSG-10 a reply to a message that does not exist is refused', async () => {
      const roomId = await dialog()
      await stored(say(roomId, 'ann', 'one'))
      expect(await say(roomId, 'bob', 'answer', { replyTo: 1 })).toMatchObject({ message: { reply_to: 1 } })
      expect(await say(roomId, 'bob', 'answer', { replyTo: 9 })).toEqual({
        kind: 'refused',
        reason: 'message_not_found',
      })
    })

    test('SYNC-1 messages since a rev come by rev, each once, in their current state', async () => {
      const roomId = await dialog()
      for (const text of ['1', '2', '3']) await stored(say(roomId, 'ann', text))
      await chat.editMessage({ widgetId, roomId, seq: 1, senderId: 'ann', text: '1a' })
      await chat.editMessage({ widgetId, roomId, seq: 1, senderId: 'ann', text: '1b' })
      const since = await chat.messagesSince(widgetId, roomId, 1, 10)
      expect(since.map(({ seq, rev, text }) => [seq, rev, text])).toEqual([
        [2, 2, '2'],
        [3, 3, '3'],
        [1, 5, '1b'],
      ])
      expect(await chat.messagesSince(widgetId, roomId, 5, 10)).toEqual([])
    })

    test('DIALOG-1 a pair that opens its dialog from both sides at once has one dialog', async () => {
      const opened = await Promise.all([dialog('ann', 'bob'), dialog('bob', 'ann'), dialog('ann', 'bob')])
      expect(new Set(opened).size).toBe(1)
      expect(await chat.dialogOf(widgetId, 'bob', 'ann')).toBe(opened[0] ?? 0)
      expect(await chat.dialogOf(widgetId, 'bob', 'cat')).toBeNull()
    })

    test('SITE-2 peers are those of dialogs with messages, the last active first, and no one else', async () => {
      for (const userId of ['bob', 'cat', 'dan']) await chat.touchUser(widgetId, userId)
      await dialog('ann', 'dan')
      await stored(say(await dialog('ann', 'bob'), 'ann', 'hi'))
      await stored(say(await dialog('cat', 'bob'), 'cat', 'hi'))
      await stored(say(await dialog('ann', 'cat'), 'cat', 'hi'))
      await chat.makeRoom({ widgetId, pipe: 'p', title: null, isPublic: true, ownerId: 'ann', userIds: ['dan'] })
      const peersOf = async (userId: string, limit = 10) =>
        (await chat.dialogPeers(widgetId, userId, limit)).map((peer) => peer.userId)
      expect((await peersOf('ann')).sort()).toEqual(['bob', 'cat'])
      expect(await peersOf('ann', 1)).toHaveLength(1)
      expect(await peersOf('dan')).toEqual([])
      expect(await chat.dialogPeers(await store.makeWidget(), 'ann', 10)).toEqual([])
    })

    test('DIALOG-1 ids that could be confused in a key have separate dialogs', async () => {
      const rooms = [await dialog('a', 'b|c'), await dialog('a|b', 'c'), await dialog('a","b', 'c')]
      expect(new Set(rooms).size).toBe(3)
    })

    test('DIALOG-2 the sender of a request writes one message, even when they try twice at the same time', async () => {
      const roomId = await dialog('ann', 'bob', true)
      expect(await statesIn(roomId)).toEqual(['requested', 'invited'])
      const tries = await Promise.all([say(roomId, 'ann', 'please'), say(roomId, 'ann', 'please!')])
      expect(tries).toMatchObject([{ kind: 'appended' }, { kind: 'refused', reason: 'request_pending' }])
      expect(await say(roomId, 'ann', 'please?')).toEqual({ kind: 'refused', reason: 'request_pending' })
    })

    test('DIALOG-2 until a request is answered, its message can be deleted but not edited', async () => {
      const roomId = await dialog('ann', 'bob', true)
      await stored(say(roomId, 'ann', 'please'))
      const edit = (text: string) => chat.editMessage({ widgetId, roomId, seq: 1, senderId: 'ann', text })
      for (const text of ['please!', 'please']) {
        expect(await edit(text)).toEqual({ kind: 'refused', reason: 'request_pending' })
      }
      await chat.answerDialog({ widgetId, roomId, userId: 'bob', accept: true })
      expect(await edit('thanks')).toMatchObject({ kind: 'changed', message: { text: 'thanks', rev: 2 } })
      const other = await dialog('ann', 'cat', true)
      await stored(say(other, 'ann', 'please'))
      const taken = await chat.deleteMessage({ widgetId, roomId: other, seq: 1, senderId: 'ann' })
      expect(taken).toMatchObject({ kind: 'changed', message: { text: null } })
    })

    test('DIALOG-2 an invited user accepts by answering, by writing, or by opening the dialog', async () => {
      const accept = {
        answer: (roomId: number, userId: string) => chat.answerDialog({ widgetId, roomId, userId, accept: true }),
        write: (roomId: number, userId: string) => say(roomId, userId, 'hello'),
        open: (_: number, userId: string) => chat.openDialog({ widgetId, userId, peerId: 'ann', needAccess: true }),
      }
      for (const [way, act] of Object.entries(accept)) {
        const roomId = await dialog('ann', way, true)
        await stored(say(roomId, 'ann', 'please'))
        await act(roomId, way)
        expect(await statesIn(roomId)).toEqual(['joined', 'joined'])
        expect((await say(roomId, 'ann', 'thanks')).kind).toBe('appended')
      }
    })

    test('DIALOG-2 a decline silences the requester and hides the room; the invited user may accept later', async () => {
      const roomId = await dialog('ann', 'bob', true)
      await stored(say(roomId, 'ann', 'please'))
      expect(await chat.answerDialog({ widgetId, roomId, userId: 'ann', accept: true })).toBe('not_invited')
      expect(await chat.answerDialog({ widgetId, roomId, userId: 'eve', accept: true })).toBe('room_not_found')
      expect(await chat.answerDialog({ widgetId, roomId, userId: 'bob', accept: false })).toBe('answered')
      expect(await statesIn(roomId)).toEqual(['declined', 'left'])
      expect(await say(roomId, 'ann', 'why?')).toEqual({ kind: 'refused', reason: 'request_declined' })
      const edit = await chat.editMessage({ widgetId, roomId, seq: 1, senderId: 'ann', text: 'why?' })
      expect(edit).toEqual({ kind: 'refused', reason: 'request_declined' })
      expect((await chat.roomsOf(widgetId, 'bob', { cursor: null, limit: 10 })).rooms).toEqual([])
      expect(await chat.roomSizesOf(widgetId, 'bob')).toEqual([])
      expect(await chat.answerDialog({ widgetId, roomId, userId: 'bob', accept: false })).toBe('unchanged')
      expect(await chat.answerDialog({ widgetId, roomId, userId: 'bob', accept: true })).toBe('answered')
      expect(await statesIn(roomId)).toEqual(['joined', 'joined'])
    })

    test('DIALOG-2 opening the dialog again changes nothing for the requester', async () => {
      const roomId = await dialog('ann', 'bob', true)
      const again = await chat.openDialog({ widgetId, userId: 'ann', peerId: 'bob', needAccess: false })
      expect(again).toEqual({ roomId, created: false, membersChanged: false, contextChanged: false })
      expect(await statesIn(roomId)).toEqual(['requested', 'invited'])
    })

    test('ROOM-9 the list has rooms with messages, last active first, page by page', async () => {
      const peers = Array.from({ length: 7 }, (_, index) => `peer${index}`)
      const rooms: number[] = []
      for (const peer of peers) {
        const roomId = await dialog('ann', peer)
        await stored(say(roomId, peer, `from ${peer}`))
        rooms.push(roomId)
      }
      await dialog('ann', 'silent')
      await stored(say(rooms[0] ?? 0, 'ann', 'up again'))

      const listed: number[] = []
      let cursor: string | null = null
      do {
        const page = await chat.roomsOf(widgetId, 'ann', { cursor, limit: 3 })
        listed.push(...page.rooms.map((row) => row.room.roomId))
        cursor = page.next
      } while (cursor !== null)
      expect(listed).toHaveLength(7)
      expect(new Set(listed)).toEqual(new Set(rooms))
      const [top] = (await chat.roomsOf(widgetId, 'ann', { cursor: null, limit: 1 })).rooms
      expect(top).toMatchObject({ lastMessage: { text: 'up again' }, peer: { userId: 'peer0' } })
    })

    test('ROOM-9 an invalid cursor is refused, and the error names the field', async () => {
      const attempt = chat.roomsOf(widgetId, 'ann', { cursor: '1 or 1=1', limit: 3 })
      await expect(attempt).rejects.toMatchObject({ code: 'invalid_field', field: 'cursor' })
    })

    test('ACCESS-1 another widget has its own rooms with the same numbers and pairs, and does not see these', async () => {
      const roomId = await dialog()
      await stored(say(roomId, 'ann', 'private'))
      const other = await store.makeWidget()
      const theirs = await chat.openDialog({ widgetId: other, userId: 'ann', peerId: 'bob', needAccess: false })
      expect(theirs).toEqual({ roomId, created: true, membersChanged: true, contextChanged: false })
      expect(await chat.messagesBefore(other, roomId, null, 10)).toEqual([])
      expect((await chat.roomCounts(other, 'bob')).unread).toBe(0)
      expect((await chat.roomOf(other, roomId, 'bob'))?.lastMessage).toBeNull()
      const foreign = { widgetId: other, roomId, seq: 1, senderId: 'ann' }
      expect(await chat.editMessage({ ...foreign, text: 'changed' })).toMatchObject({ kind: 'refused' })
      expect(await chat.deleteMessage(foreign)).toMatchObject({ kind: 'refused' })
    })

    test('ACCESS-1 opening a dialog in a widget that does not exist is refused', async () => {
      const attempt = chat.openDialog({ widgetId: 999, userId: 'ann', peerId: 'bob', needAccess: false })
      await expect(attempt).rejects.toMatchObject({ code: 'widget_unknown' })
    })

    test("ACCESS-2 memberships list only the user's own rooms", async () => {
      const [mine, theirs] = [await dialog('ann', 'bob'), await dialog('cat', 'dan')]
      expect(await chat.membershipsOf(widgetId, 'ann', [mine, theirs, 999])).toEqual([
        {
          roomId: mine,
          state: 'joined',
          peerId: 'bob',
          peerState: 'joined',
          blocked: false,
          lastRev: 0,
          clearedSeq: 0,
          room: { type: 0, memberCount: 2 },
        },
      ])
      expect(await chat.membershipsOf(widgetId, 'ann', [])).toEqual([])
    })

    test('PRES-2 last seen is kept per user and never moves back', async () => {
      await chat.touchUser(widgetId, 'ann')
      await chat.touchUser(widgetId, 'ann')
      const seenAt = async () => (await chat.users(widgetId, ['ann']))[0]?.lastSeenAt
      await chat.setLastSeen([
        { widgetId, userId: 'ann', at: 200 },
        { widgetId, userId: 'nobody', at: 200 },
      ])
      expect(await seenAt()).toBe(200)
      await chat.setLastSeen([{ widgetId, userId: 'ann', at: 100 }])
      expect(await seenAt()).toBe(200)
    })

    test('PRES-4 putting users returns those whose card changed, and stores everything that the site sent', async () => {
      const ann = siteUser('ann', {
        email: 'ann@site.example',
        permissions: { send_message: false },
        extra: { vip: 1 },
      })
      expect(await chat.putUsers(widgetId, [ann, siteUser('bob')])).toEqual(['ann', 'bob'])
      expect(await chat.putUsers(widgetId, [ann, siteUser('bob', { name: 'Robert' })])).toEqual(['bob'])
      expect(await chat.putUsers(widgetId, [siteUser('cat'), siteUser('cat', { name: 'Last' })])).toEqual(['cat'])
      const [stored] = await chat.users(widgetId, ['ann'])
      expect(stored).toMatchObject({ ...ann, lastSeenAt: null })
      expect((await chat.users(widgetId, ['cat']))[0]?.name).toBe('Last')
    })
  })
}

export function siteUser(userId: string, more: Partial<SiteUser> = {}): SiteUser {
  return {
    userId,
    name: userId,
    avatarUrl: null,
    profileUrl: null,
    badge: null,
    lastLoginAt: null,
    email: null,
    role: 'user',
    profiles: {},
    permissions: null,
    extra: {},
    ...more,
  }
}
