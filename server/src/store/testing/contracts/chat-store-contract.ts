import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { DEFAULT_ROOM_RIGHTS, type Message } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import { refusalOf } from '../../../../../sdk/src/testing/refusal-of.ts'
import type { AppendOutcome, ChatStore } from '../../../chat/ports.ts'
import type { SiteUser } from '../../../chat/users/user.ts'
import type { Database } from '../../schema/schema.ts'
import type { Store } from '../../store.ts'

export interface OpenedStore {
  chat: ChatStore
  /** @returns the id of a new widget */
  makeWidget(): Promise<number>
  control: Kysely<Database>
  onEvents: Store['onEvents']
  /** all reports of the latest widget */
  reports(): Promise<{ messages: string }[]>
  close(): Promise<void>
}

/** What every database behind the ChatStore port must do. */
export function chatStoreContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`ChatStore on ${name}`, () => {
    let store: OpenedStore
    let chat: ChatStore
    let widget_id: number

    beforeEach(async () => {
      store = await open()
      chat = store.chat
      widget_id = await store.makeWidget()
    })
    afterEach(() => store.close())

    const dialog = async (user_id = 'ann', peer_id = 'bob', needAccess = false) =>
      (await chat.openDialog({ widget_id, user_id, peer_id, needAccess })).room_id
    const say = (
      room_id: number,
      sender_id: string,
      text: string,
      more: { client_id?: string; reply_to?: number } = {},
    ): Promise<AppendOutcome> =>
      chat.appendMessage({
        widget_id,
        room_id,
        sender_id,
        text,
        client_id: more.client_id ?? crypto.randomUUID(),
        reply_to: more.reply_to ?? null,
      })
    const stored = async (outcome: Promise<AppendOutcome>) => {
      const settled = await outcome
      if (settled.kind === 'refused') throw new Error(`refused: ${settled.reason}`)
      return settled.message
    }
    const roomOf = async (room_id: number, user_id: string) => {
      const row = await chat.roomOf(widget_id, room_id, user_id)
      if (!row) throw new Error(`${user_id} is not in room ${room_id}`)
      return row
    }
    const statesIn = async (room_id: number) => {
      const { member, peer } = await roomOf(room_id, 'ann')
      return [member.state, peer?.state]
    }

    test("WRITE-3 one widget's thousands of waiting writes do not delay another widget's or the dashboard's", async () => {
      const noisy = await store.makeWidget()
      const own = { widget_id: noisy, user_id: 'ann', peer_id: 'bob', needAccess: false }
      const { room_id } = await chat.openDialog(own)
      const rooms = await Promise.all(['bob', 'cat', 'dan', 'eve', 'fay', 'gus'].map((peer) => dialog('ann', peer)))
      let stored = 0
      const flood = Array.from({ length: 12_000 }, (_, n) =>
        chat
          .appendMessage({
            widget_id: noisy,
            room_id,
            sender_id: 'ann',
            client_id: `${n}`,
            text: 'noise',
            reply_to: null,
          })
          .then(() => stored++),
      )
      await Promise.all([...rooms.map((room) => say(room, 'ann', 'in between')), store.makeWidget()])
      // The batches that were already running, the batch that it shares, and the writes answered in the same moment.
      expect(stored).toBeLessThanOrEqual(6_400)
      await Promise.all(flood)
      expect((await chat.roomOf(noisy, room_id, 'ann'))?.room.last_seq).toBe(12_000)
    })

    test('MSG-3 seq is dense in every room under concurrent writes', async () => {
      const rooms = await Promise.all(['bob', 'cat', 'dan', 'eve'].map((peer) => dialog('ann', peer)))
      const senders = rooms.flatMap((room_id, index) => [
        { room_id, sender_id: 'ann' },
        { room_id, sender_id: ['bob', 'cat', 'dan', 'eve'][index] ?? '' },
      ])
      await Promise.all(
        Array.from({ length: 50 }, () =>
          Promise.all(senders.map(({ room_id, sender_id }) => stored(say(room_id, sender_id, 'hi')))),
        ),
      )
      for (const room_id of rooms) {
        const page = await chat.messagesBefore(widget_id, room_id, null, 200)
        expect(page.map((message) => message.seq)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
        expect(page.map((message) => message.rev)).toEqual(page.map((message) => message.seq))
        expect((await roomOf(room_id, 'ann')).room).toMatchObject({ last_seq: 100, last_rev: 100 })
      }
    })

    test('MSG-4 rev counts new, edited and deleted messages, and a message has the rev of its last change', async () => {
      const room_id = await dialog()
      for (const text of ['one', 'two', 'three']) await stored(say(room_id, 'ann', text))
      await chat.editMessage({ widget_id, room_id, seq: 1, sender_id: 'ann', text: 'one!' })
      await chat.deleteMessage({ widget_id, room_id, seq: 2, sender_id: 'ann' })
      const page = await chat.messagesBefore(widget_id, room_id, null, 10)
      expect(page.map(({ seq, rev, text }) => [seq, rev, text])).toEqual([
        [1, 4, 'one!'],
        [2, 5, null],
        [3, 3, 'three'],
      ])
      expect((await roomOf(room_id, 'bob')).room).toMatchObject({ last_seq: 3, last_rev: 5 })
    })

    test('MSG-5 a client id sent again, at once or later, is stored once and returns the same message', async () => {
      const room_id = await dialog()
      const client_id = crypto.randomUUID()
      const together = await Promise.all([1, 2, 3].map(() => say(room_id, 'ann', 'once', { client_id })))
      expect(together.map((outcome) => outcome.kind).sort()).toEqual(['appended', 'repeated', 'repeated'])
      await stored(say(room_id, 'bob', 'between'))
      const later = await say(room_id, 'ann', 'another text', { client_id })
      expect(later).toMatchObject({ kind: 'repeated', message: { seq: 1, text: 'once' } })
      expect(await chat.messagesBefore(widget_id, room_id, null, 10)).toHaveLength(2)
    })

    test('MSG-5 the same client id from another sender, room or widget is another message', async () => {
      const [room_id, other] = [await dialog(), await dialog('ann', 'cat')]
      const client_id = crypto.randomUUID()
      const outcomes = await Promise.all([
        say(room_id, 'ann', 'a', { client_id }),
        say(room_id, 'bob', 'b', { client_id }),
        say(other, 'ann', 'c', { client_id }),
      ])
      expect(outcomes.map((outcome) => outcome.kind)).toEqual(['appended', 'appended', 'appended'])
    })

    test("MSG-6 one sender's messages are stored in the order in which the sender sent them", async () => {
      const room_id = await dialog()
      const texts = Array.from({ length: 300 }, (_, index) => `message ${index}`)
      await Promise.all(texts.map((text) => stored(say(room_id, 'ann', text))))
      const page = await chat.messagesBefore(widget_id, room_id, null, 300)
      expect(page.map((message) => message.text)).toEqual(texts)
    })

    test('WRITE-1 a refused message does not affect the other messages of its commit', async () => {
      const room_id = await dialog()
      const outcomes = await Promise.all([
        say(room_id, 'ann', 'one'),
        say(room_id, 'eve', 'an outsider'),
        say(999, 'ann', 'no room'),
        say(room_id, 'bob', 'two'),
      ])
      expect(outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.reason : outcome.message.seq))).toEqual([
        1,
        'room_not_found',
        'room_not_found',
        2,
      ])
    })

    test('WRITE-1 a write that the database refuses does not affect the other writes of its commit', async () => {
      const room_id = await dialog()
      const bad = { widget_id, room_id, sender_id: 'ann', text: 'without a client id', reply_to: null }
      const outcomes = await Promise.allSettled([
        say(room_id, 'ann', 'one'),
        chat.appendMessage({ ...bad, client_id: null as unknown as string }),
        say(room_id, 'ann', 'two'),
      ])
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      const page = await chat.messagesBefore(widget_id, room_id, null, 10)
      expect(page.map(({ seq, text }) => [seq, text])).toEqual([
        [1, 'one'],
        [2, 'two'],
      ])
    })

    test('READ-1 messages after the read watermark are unread; an own message right behind it is read', async () => {
      const room_id = await dialog()
      await stored(say(room_id, 'ann', 'one'))
      await stored(say(room_id, 'ann', 'two'))
      expect((await roomOf(room_id, 'ann')).member.read_seq).toBe(2)
      expect((await roomOf(room_id, 'bob')).member.read_seq).toBe(0)
      expect((await chat.roomCounts(widget_id, 'ann')).unread).toBe(0)
      expect((await chat.roomCounts(widget_id, 'bob')).unread).toBe(1)
      await stored(say(room_id, 'bob', 'written yesterday, before the sender saw the two'))
      expect((await roomOf(room_id, 'bob')).member.read_seq).toBe(0)
    })

    test('READ-2 watermarks only rise, stay within the room, and read never exceeds delivered', async () => {
      const room_id = await dialog()
      for (const text of ['1', '2', '3']) await stored(say(room_id, 'ann', text))
      const move = (delivered_seq: number, read_seq: number) =>
        chat.moveWatermarks([{ widget_id, room_id, user_id: 'bob', delivered_seq, read_seq }])
      expect(await move(1, 2)).toMatchObject([{ delivered_seq: 2, read_seq: 2, state: 'joined' }])
      expect(await move(0, 1)).toEqual([])
      expect(await move(1_000_000, 0)).toMatchObject([{ delivered_seq: 3, read_seq: 2 }])
      expect((await roomOf(room_id, 'ann')).peer).toMatchObject({ user_id: 'bob', delivered_seq: 3, read_seq: 2 })
    })

    test('READ-2 many watermarks move in one write, and those of non-members do not move', async () => {
      const rooms = await Promise.all(['bob', 'cat'].map((peer) => dialog('ann', peer)))
      for (const room_id of rooms) await stored(say(room_id, 'ann', 'hi'))
      const [first = 0, second = 0] = rooms
      const moved = await chat.moveWatermarks([
        { widget_id, room_id: first, user_id: 'bob', delivered_seq: 1, read_seq: 1 },
        { widget_id, room_id: second, user_id: 'cat', delivered_seq: 1, read_seq: 0 },
        { widget_id, room_id: second, user_id: 'bob', delivered_seq: 1, read_seq: 1 },
        { widget_id: widget_id + 1, room_id: first, user_id: 'bob', delivered_seq: 1, read_seq: 1 },
      ])
      expect(moved.map(({ room_id, user_id }) => [room_id, user_id])).toEqual([
        [first, 'bob'],
        [second, 'cat'],
      ])
    })

    test('MSG-11 a message keeps the parts of its text; an edit replaces them and a deletion removes them', async () => {
      const { room_id } = await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })
      const parts = { entities: [{ type: 'bold' as const, offset: 0, length: 3 }] }
      const message = { widget_id, room_id, sender_id: 'ann', client_id: crypto.randomUUID(), reply_to: null }
      const sent = await chat.appendMessage({ ...message, text: 'one two', parts })
      expect(sent).toMatchObject({ kind: 'appended', message: parts })
      expect(await chat.appendMessage({ ...message, text: 'one two' })).toMatchObject({
        kind: 'repeated',
        message: parts,
      })
      expect((await chat.roomOf(widget_id, room_id, 'bob'))?.last_message).toMatchObject(parts)
      const edit = { widget_id, room_id, seq: 1, sender_id: 'ann', text: 'one two' }
      expect(await chat.editMessage({ ...edit, parts })).toMatchObject({ kind: 'unchanged' })
      const edited = (await chat.editMessage(edit)) as { kind: string; message: Message }
      expect(edited.kind).toBe('changed')
      expect(edited.message).not.toHaveProperty('entities')
      await chat.editMessage({ ...edit, parts })
      await chat.deleteMessage({ widget_id, room_id, seq: 1, sender_id: 'ann' })
      expect((await chat.messagesBefore(widget_id, room_id, null, 1))[0]).not.toHaveProperty('entities')
    })

    test('MSG-7 only its sender edits a message, and only while it is not deleted', async () => {
      const room_id = await dialog()
      await stored(say(room_id, 'ann', 'mine'))
      const edit = (sender_id: string, seq = 1) => chat.editMessage({ widget_id, room_id, seq, sender_id, text: 'new' })
      expect(await edit('bob')).toEqual({ kind: 'refused', reason: 'message_not_found' })
      expect(await edit('eve')).toEqual({ kind: 'refused', reason: 'room_not_found' })
      expect(await edit('ann', 2)).toEqual({ kind: 'refused', reason: 'message_not_found' })
      expect(await edit('ann')).toMatchObject({ kind: 'changed', message: { seq: 1, rev: 2, text: 'new' } })
      await chat.deleteMessage({ widget_id, room_id, seq: 1, sender_id: 'ann' })
      expect(await edit('ann')).toEqual({ kind: 'refused', reason: 'message_not_found' })
    })

    test('MSG-8 deleting removes the text and keeps the seq; deleting twice is one deletion', async () => {
      const room_id = await dialog()
      await stored(say(room_id, 'ann', 'secret'))
      const remove = (sender_id: string) => chat.deleteMessage({ widget_id, room_id, seq: 1, sender_id })
      expect(await remove('bob')).toEqual({ kind: 'refused', reason: 'message_not_found' })
      expect(await remove('ann')).toMatchObject({ kind: 'changed', message: { seq: 1, rev: 2, text: null } })
      expect(await remove('ann')).toMatchObject({ kind: 'unchanged', message: { seq: 1, rev: 2, text: null } })
      expect(await stored(say(room_id, 'ann', 'next'))).toMatchObject({ seq: 2, rev: 3 })
    })

    test('MSG-10 a reply to a message that does not exist is refused', async () => {
      const room_id = await dialog()
      await stored(say(room_id, 'ann', 'one'))
      expect(await say(room_id, 'bob', 'answer', { reply_to: 1 })).toMatchObject({ message: { reply_to: 1 } })
      expect(await say(room_id, 'bob', 'answer', { reply_to: 9 })).toEqual({
        kind: 'refused',
        reason: 'message_not_found',
      })
    })

    test('SYNC-1 messages since a rev come by rev, each once, in their current state', async () => {
      const room_id = await dialog()
      for (const text of ['1', '2', '3']) await stored(say(room_id, 'ann', text))
      await chat.editMessage({ widget_id, room_id, seq: 1, sender_id: 'ann', text: '1a' })
      await chat.editMessage({ widget_id, room_id, seq: 1, sender_id: 'ann', text: '1b' })
      const since = await chat.messagesSince(widget_id, room_id, 1, 10)
      expect(since.map(({ seq, rev, text }) => [seq, rev, text])).toEqual([
        [2, 2, '2'],
        [3, 3, '3'],
        [1, 5, '1b'],
      ])
      expect(await chat.messagesSince(widget_id, room_id, 5, 10)).toEqual([])
    })

    test('DIALOG-1 a pair that opens its dialog from both sides at once has one dialog', async () => {
      const opened = await Promise.all([dialog('ann', 'bob'), dialog('bob', 'ann'), dialog('ann', 'bob')])
      expect(new Set(opened).size).toBe(1)
      expect(await chat.dialogOf(widget_id, 'bob', 'ann')).toBe(opened[0] ?? 0)
      expect(await chat.dialogOf(widget_id, 'bob', 'cat')).toBeNull()
    })

    test('SITE-2 peers are those of dialogs with messages, the last active first, and no one else', async () => {
      for (const user_id of ['bob', 'cat', 'dan']) await chat.touchUser({ widget_id, user_id })
      await dialog('ann', 'dan')
      await stored(say(await dialog('ann', 'bob'), 'ann', 'hi'))
      await stored(say(await dialog('cat', 'bob'), 'cat', 'hi'))
      await stored(say(await dialog('ann', 'cat'), 'cat', 'hi'))
      await chat.makeRoom({ widget_id, pipe: 'p', title: null, is_public: true, ownerId: 'ann', user_ids: ['dan'] })
      const peersOf = async (user_id: string, limit = 10) =>
        (await chat.dialogPeers(widget_id, user_id, limit)).map((peer) => peer.user_id)
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
      const room_id = await dialog('ann', 'bob', true)
      expect(await statesIn(room_id)).toEqual(['requested', 'invited'])
      const tries = await Promise.all([say(room_id, 'ann', 'please'), say(room_id, 'ann', 'please!')])
      expect(tries).toMatchObject([{ kind: 'appended' }, { kind: 'refused', reason: 'request_pending' }])
      expect(await say(room_id, 'ann', 'please?')).toEqual({ kind: 'refused', reason: 'request_pending' })
    })

    test('DIALOG-2 until a request is answered, its message can be deleted but not edited', async () => {
      const room_id = await dialog('ann', 'bob', true)
      await stored(say(room_id, 'ann', 'please'))
      const edit = (text: string) => chat.editMessage({ widget_id, room_id, seq: 1, sender_id: 'ann', text })
      for (const text of ['please!', 'please']) {
        expect(await edit(text)).toEqual({ kind: 'refused', reason: 'request_pending' })
      }
      await chat.answerDialog({ widget_id, room_id, user_id: 'bob', accept: true })
      expect(await edit('thanks')).toMatchObject({ kind: 'changed', message: { text: 'thanks', rev: 2 } })
      const other = await dialog('ann', 'cat', true)
      await stored(say(other, 'ann', 'please'))
      const taken = await chat.deleteMessage({ widget_id, room_id: other, seq: 1, sender_id: 'ann' })
      expect(taken).toMatchObject({ kind: 'changed', message: { text: null } })
    })

    test('DIALOG-2 an invited user accepts by answering, by writing, or by opening the dialog', async () => {
      const accept = {
        answer: (room_id: number, user_id: string) => chat.answerDialog({ widget_id, room_id, user_id, accept: true }),
        write: (room_id: number, user_id: string) => say(room_id, user_id, 'hello'),
        open: (_: number, user_id: string) => chat.openDialog({ widget_id, user_id, peer_id: 'ann', needAccess: true }),
      }
      for (const [way, act] of Object.entries(accept)) {
        const room_id = await dialog('ann', way, true)
        await stored(say(room_id, 'ann', 'please'))
        await act(room_id, way)
        expect(await statesIn(room_id)).toEqual(['joined', 'joined'])
        expect((await say(room_id, 'ann', 'thanks')).kind).toBe('appended')
      }
    })

    test('DIALOG-2 a decline silences the requester and hides the room; the invited user may accept later', async () => {
      const room_id = await dialog('ann', 'bob', true)
      await stored(say(room_id, 'ann', 'please'))
      expect(await chat.answerDialog({ widget_id, room_id, user_id: 'ann', accept: true })).toBe('not_invited')
      expect(await chat.answerDialog({ widget_id, room_id, user_id: 'eve', accept: true })).toBe('room_not_found')
      expect(await chat.answerDialog({ widget_id, room_id, user_id: 'bob', accept: false })).toBe('answered')
      expect(await statesIn(room_id)).toEqual(['declined', 'left'])
      expect(await say(room_id, 'ann', 'why?')).toEqual({ kind: 'refused', reason: 'request_declined' })
      const edit = await chat.editMessage({ widget_id, room_id, seq: 1, sender_id: 'ann', text: 'why?' })
      expect(edit).toEqual({ kind: 'refused', reason: 'request_declined' })
      expect((await chat.roomsOf(widget_id, 'bob', { cursor: null, limit: 10 })).rooms).toEqual([])
      expect(await chat.roomSizesOf(widget_id, 'bob')).toEqual([])
      expect(await chat.answerDialog({ widget_id, room_id, user_id: 'bob', accept: false })).toBe('unchanged')
      expect(await chat.answerDialog({ widget_id, room_id, user_id: 'bob', accept: true })).toBe('answered')
      expect(await statesIn(room_id)).toEqual(['joined', 'joined'])
    })

    test('DIALOG-2 opening the dialog again changes nothing for the requester', async () => {
      const room_id = await dialog('ann', 'bob', true)
      const again = await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })
      expect(again).toEqual({ room_id, created: false, membersChanged: false, contextChanged: false })
      expect(await statesIn(room_id)).toEqual(['requested', 'invited'])
    })

    test('ROOM-9 the list has rooms with messages, last active first, page by page', async () => {
      const peers = Array.from({ length: 7 }, (_, index) => `peer${index}`)
      const rooms: number[] = []
      for (const peer of peers) {
        const room_id = await dialog('ann', peer)
        await stored(say(room_id, peer, `from ${peer}`))
        rooms.push(room_id)
      }
      await dialog('ann', 'silent')
      await stored(say(rooms[0] ?? 0, 'ann', 'up again'))

      const listed: number[] = []
      let cursor: string | null = null
      do {
        const page = await chat.roomsOf(widget_id, 'ann', { cursor, limit: 3 })
        listed.push(...page.rooms.map((row) => row.room.room_id))
        cursor = page.next
      } while (cursor !== null)
      expect(listed).toHaveLength(7)
      expect(new Set(listed)).toEqual(new Set(rooms))
      const [top] = (await chat.roomsOf(widget_id, 'ann', { cursor: null, limit: 1 })).rooms
      expect(top).toMatchObject({ last_message: { text: 'up again' }, peer: { user_id: 'peer0' } })
    })

    test('ROOM-9 an invalid cursor is refused, and the error names the field', async () => {
      const attempt = chat.roomsOf(widget_id, 'ann', { cursor: '1 or 1=1', limit: 3 })
      expect(await refusalOf(attempt)).toMatchObject({ code: 'invalid_field', field: 'cursor' })
    })

    test('ACCESS-1 another widget has its own rooms with the same numbers and pairs, and does not see these', async () => {
      const room_id = await dialog()
      await stored(say(room_id, 'ann', 'private'))
      const other = await store.makeWidget()
      const theirs = await chat.openDialog({ widget_id: other, user_id: 'ann', peer_id: 'bob', needAccess: false })
      expect(theirs).toEqual({ room_id, created: true, membersChanged: true, contextChanged: false })
      expect(await chat.messagesBefore(other, room_id, null, 10)).toEqual([])
      expect((await chat.roomCounts(other, 'bob')).unread).toBe(0)
      expect((await chat.roomOf(other, room_id, 'bob'))?.last_message).toBeNull()
      const foreign = { widget_id: other, room_id, seq: 1, sender_id: 'ann' }
      expect(await chat.editMessage({ ...foreign, text: 'changed' })).toMatchObject({ kind: 'refused' })
      expect(await chat.deleteMessage(foreign)).toMatchObject({ kind: 'refused' })
    })

    test('ACCESS-1 opening a dialog in a widget that does not exist is refused', async () => {
      const attempt = chat.openDialog({ widget_id: 999, user_id: 'ann', peer_id: 'bob', needAccess: false })
      expect(await refusalOf(attempt)).toMatchObject({ code: 'widget_unknown' })
    })

    test("ACCESS-2 memberships list only the user's own rooms", async () => {
      const [mine, theirs] = [await dialog('ann', 'bob'), await dialog('cat', 'dan')]
      expect(await chat.membershipsOf(widget_id, 'ann', [mine, theirs, 999])).toEqual([
        {
          room_id: mine,
          state: 'joined',
          role: 'member',
          rights: DEFAULT_ROOM_RIGHTS,
          peer_id: 'bob',
          peer_state: 'joined',
          closedBy: null,
          peopleAnswer: false,
          last_rev: 0,
          cleared_seq: 0,
          room: { type: 0, member_count: 2 },
        },
      ])
      expect(await chat.membershipsOf(widget_id, 'ann', [])).toEqual([])
    })

    test('PRES-2 last seen is kept per user and never moves back', async () => {
      await chat.touchUser({ widget_id, user_id: 'ann' })
      await chat.touchUser({ widget_id, user_id: 'ann' })
      const seenAt = async () => (await chat.users(widget_id, ['ann']))[0]?.last_seen_at
      await chat.setLastSeen([
        { widget_id, user_id: 'ann', at: 200 },
        { widget_id, user_id: 'nobody', at: 200 },
      ])
      expect(await seenAt()).toBe(200)
      await chat.setLastSeen([{ widget_id, user_id: 'ann', at: 100 }])
      expect(await seenAt()).toBe(200)
    })

    test('PRES-4 putting users returns those whose card changed, and stores everything that the site sent', async () => {
      const ann = siteUser('ann', {
        email: 'ann@site.example',
        permissions: { send_message: false },
        extra: { vip: 1 },
      })
      const put = async (...users: SiteUser[]) => (await chat.putUsers({ widget_id, users })).changed
      expect(await put(ann, siteUser('bob'))).toEqual(['ann', 'bob'])
      expect(await put(ann, siteUser('bob', { name: 'Robert' }))).toEqual(['bob'])
      expect(await put(siteUser('cat'), siteUser('cat', { name: 'Last' }))).toEqual(['cat'])
      const [stored] = await chat.users(widget_id, ['ann'])
      expect(stored).toMatchObject({ ...ann, last_seen_at: null })
      expect((await chat.users(widget_id, ['cat']))[0]?.name).toBe('Last')
    })

    test('ERASE-1 users that are being erased, or were erased since the site was asked, are not put', async () => {
      const erasing = { widget_id, kind: 'erase', payload: '{}', state: 'done', created_at: 1, created_by: '' } as const
      const ends = { running: null, since: 100, before: 99 }
      for (const [user_id, ended_at] of Object.entries(ends)) {
        await store.control
          .insertInto('task')
          .values({ ...erasing, id: user_id, user_id, ended_at })
          .execute()
      }
      const users = ['never', ...Object.keys(ends)].map((user_id) => siteUser(user_id))
      expect((await chat.putUsers({ widget_id, users, asked_at: 100 })).changed).toEqual(['never', 'before'])
      expect((await chat.putUsers({ widget_id, users })).changed).toEqual(['running', 'since'])
    })
  })
}

export function siteUser(user_id: string, more: Partial<SiteUser> = {}): SiteUser {
  return {
    user_id,
    name: user_id,
    avatar_url: null,
    profile_url: null,
    badge: null,
    last_login_at: null,
    email: null,
    role: 'user',
    profiles: {},
    permissions: null,
    extra: {},
    ...more,
  }
}
