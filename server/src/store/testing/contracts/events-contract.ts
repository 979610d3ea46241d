import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { EVENTS, type EventType } from '@imbachat/protocol/http/api/event-catalogue'
import { until } from '../../../../../sdk/src/testing/until.ts'
import type { ChatStore, LoggedEvent } from '../../../chat/ports.ts'
import { placeholderUser } from '../../../chat/users/user-card.ts'
import type { OpenedStore } from './chat-store-contract.ts'

const ALL = { after: 0, limit: 1_000 }

/** What every database behind the ChatStore port must do with the event log. */
export function eventsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`the event log on ${name}`, () => {
    let store: OpenedStore
    let chat: ChatStore
    let widget_id: number

    beforeEach(async () => {
      store = await open()
      chat = store.chat
      widget_id = await store.makeWidget()
      await chat.keepEvents({ widget_id, keep: true })
    })
    afterEach(() => store.close())

    const dialog = async (peer_id = 'bob') =>
      (await chat.openDialog({ widget_id, user_id: 'ann', peer_id, needAccess: false })).room_id
    const group = async (pipe: string, user_ids: string[]) =>
      (await chat.makeRoom({ widget_id, pipe, title: 'Club', is_public: true, ownerId: 'ann', user_ids })).room_id
    const say = (room_id: number, text = 'hi', client_id: string = crypto.randomUUID(), more = {}) =>
      chat.appendMessage({ widget_id, room_id, sender_id: 'ann', client_id, text, reply_to: null, ...more })
    const logged = async () => (await chat.eventsAfter(widget_id, ALL)).events
    const types = async () => (await logged()).map(({ type }) => type)

    test('EVENT-1 a change and its event are stored together: each change of a room is an event, in order', async () => {
      const room_id = await group('club', ['bob'])
      await say(room_id, 'first')
      await chat.editMessage({ widget_id, room_id, seq: 1, sender_id: 'ann', text: 'second' })
      await chat.changeReactions({
        ...{ widget_id, room_id, seq: 1 },
        changes: [{ user_id: 'bob', emoji: '👍', on: true }],
      })
      await chat.changeReactions({
        ...{ widget_id, room_id, seq: 1 },
        changes: [{ user_id: 'bob', emoji: '👍', on: false }],
      })
      await chat.moveWatermarks([{ widget_id, room_id, user_id: 'bob', delivered_seq: 1, read_seq: 1 }])
      await chat.pinMessage({ widget_id, room_id, seq: 1, by: 'ann', siteAdmin: false, pinned: true })
      const members = { widget_id, room_id, siteAdmin: false }
      await chat.changeMembers({ ...members, by: 'cat', act: 'join', user_ids: ['cat'], quiet: true })
      await chat.changeRole({ ...members, by: null, user_id: 'bob', role: 'admin' })
      await chat.changeMembers({ ...members, by: 'cat', act: 'leave', user_ids: ['cat'], quiet: true })
      await chat.editRoom({ ...members, by: 'ann', title: 'Our club' })
      await chat.deleteMessage({ widget_id, room_id, seq: 1, sender_id: 'ann' })
      const expected: EventType[] = [
        'room.created',
        'message.created',
        'message.updated',
        'reaction.added',
        'reaction.removed',
        'room.read',
        'message.updated',
        'message.created', // the notice of the pin
        'member.joined',
        'member.changed',
        'member.left',
        'room.updated',
        'message.created',
        'message.deleted',
      ]
      expect(await types()).toEqual(expected)
      const events = await logged()
      expect(events.map(({ id }) => id)).toEqual(expected.map((_, index) => index + 1))
      for (const { type, data } of events) EVENTS[type].data.parse(data)
    })

    test('EVENT-1 what people and moderators do is an event too, with data of its described form', async () => {
      const room_id = await dialog()
      const put = (user: string) => chat.putUsers({ widget_id, users: [{ ...placeholderUser('ann'), name: user }] })
      await put('Ann')
      await put('Anna')
      await say(room_id)
      await chat.putReport({
        ...{ widget_id, id: 'r1', room_id, seq: 1, user_id: null, reporter_id: 'bob' },
        ...{ reason: 'spam', comment: 'look' },
      })
      await chat.putStanding({
        ...{ widget_id, user_id: 'ann' },
        change: { act: 'give', id: 's1', kind: 'mute', until: 5, reason: 'calm', by: 'mod', report_id: null },
      })
      await chat.putStanding({ widget_id, user_id: 'ann', change: { act: 'lift', kind: 'mute', by: 'mod' } })
      await say(room_id, 'wait', 'held', { hold: { reason: 'words', found: 'wait' } })
      await chat.addEvent({
        widget_id,
        event: { type: 'user.erased', room_id: null, user_id: null, data: { user_id: 'zed' } },
      })
      expect(await types()).toEqual([
        ...(['room.created', 'user.created', 'user.updated', 'message.created', 'report.created'] as const),
        ...(['user.restricted', 'user.restricted', 'message.held', 'user.erased'] as const),
      ])
      for (const { type, data } of await logged()) EVENTS[type].data.parse(data)
    })

    test('EVENT-2 what is repeated, refused or changes nothing is no event', async () => {
      const room_id = await dialog()
      await say(room_id, 'hi', 'same')
      await say(room_id, 'hi', 'same')
      await say(room_id, 'wait', 'held', { hold: { reason: 'words', found: 'wait' } })
      await say(room_id, 'wait', 'held', { hold: { reason: 'words', found: 'wait' } })
      await dialog()
      const on = { user_id: 'bob', emoji: '👍', on: true }
      await chat.changeReactions({ widget_id, room_id, seq: 1, changes: [on, on] })
      await chat.changeReactions({ widget_id, room_id, seq: 1, changes: [on] })
      const up = { widget_id, room_id, user_id: 'bob', delivered_seq: 1 }
      await chat.moveWatermarks([{ ...up, read_seq: 0 }])
      await chat.moveWatermarks([{ ...up, read_seq: 1 }])
      await chat.moveWatermarks([{ ...up, read_seq: 1 }])
      await chat.appendMessage({ widget_id, room_id, sender_id: 'eve', client_id: 'x', text: 'me', reply_to: null })
      await chat.editMessage({ widget_id, room_id, seq: 1, sender_id: 'bob', text: 'not mine' })
      expect(await types()).toEqual(['room.created', 'message.created', 'message.held', 'reaction.added', 'room.read'])
    })

    test('EVENT-3 a reader that reads while many write sees each event once, in the order of each room', async () => {
      const rooms = await Promise.all(Array.from({ length: 12 }, (_, n) => dialog(`peer${n}`)))
      const each = 40
      let writing = true
      const writes = Promise.all(
        rooms.map(async (room_id) => {
          const own: Promise<unknown>[] = []
          for (let n = 0; n < each; n++) {
            own.push(say(room_id, `${n}`))
            if (n % 5 === 0) await Promise.all(own)
          }
          await Promise.all(own)
        }),
      ).finally(() => {
        writing = false
      })
      const seen: LoggedEvent[] = []
      const read = async () => {
        const { events, last_id } = await chat.eventsAfter(widget_id, { after: seen.at(-1)?.id ?? 0, limit: 7 })
        seen.push(...events)
        return { read: events.length, last_id }
      }
      while (writing) {
        await read()
        // a read of SQLite needs no turn of the event loop, but the answers of its writer do
        await new Promise((resolve) => setImmediate(resolve))
      }
      await writes
      while ((await read()).read > 0);
      expect(seen.map(({ id }) => id)).toEqual(Array.from({ length: rooms.length * (each + 1) }, (_, n) => n + 1))
      for (const room_id of rooms) {
        const seqs = seen.flatMap(({ type, data }) =>
          type === 'message.created' && 'message' in data && data.room_id === room_id ? [data.message.seq] : [],
        )
        expect(seqs).toEqual(Array.from({ length: each }, (_, n) => n + 1))
      }
    })

    test('EVENT-4 the log has no words of messages: what is deleted or erased is in no event any more', async () => {
      const room_id = await dialog()
      await say(room_id, 'my secret')
      await say(room_id, 'of the user')
      await chat.deleteMessage({ widget_id, room_id, seq: 1, sender_id: 'ann' })
      await chat.eraseFromRoom({ widget_id, room_id, user_id: 'ann', alias: 'gone', part: 'messages', seqs: [2] })
      const rows = await store.control.selectFrom('event').selectAll().where('widget_id', '=', widget_id).execute()
      expect(JSON.stringify(rows)).not.toContain('secret')
      const messages = (await logged()).flatMap(({ data }) => ('message' in data ? [data.message] : []))
      expect(messages.map(({ text }) => text)).toEqual([null, null, null, null])
      expect(messages.map(({ sender_id }) => sender_id)).toEqual(['ann', 'gone', 'ann', 'gone'])
    })

    test('EVENT-5 a widget without a reader has no log, and one that ends its log keeps nothing of it', async () => {
      const other = await store.makeWidget()
      await chat.openDialog({ widget_id: other, user_id: 'ann', peer_id: 'bob', needAccess: false })
      expect(await chat.eventSpan(other)).toBeNull()
      await dialog()
      expect(await chat.eventSpan(widget_id)).toEqual({ first_id: 1, last_id: 1 })
      expect((await chat.eventsAfter(other, ALL)).events).toEqual([])
      await chat.keepEvents({ widget_id, keep: false })
      await dialog('cat')
      expect(await chat.eventSpan(widget_id)).toBeNull()
      expect(await logged()).toEqual([])
    })

    test('EVENT-6 events are kept for their time: the older ones go, and numbers go on', async () => {
      await dialog('bob')
      await dialog('cat')
      expect(await chat.forgetEvents({ widget_id, before: 0 })).toBe(false)
      expect(await types()).toHaveLength(2)
      await chat.forgetEvents({ widget_id, before: Date.now() + 60_000 })
      expect(await logged()).toEqual([])
      expect(await chat.eventSpan(widget_id)).toEqual({ first_id: 3, last_id: 2 })
      await dialog('dan')
      expect((await logged()).map(({ id }) => id)).toEqual([3])
    })

    test('EVENT-6 events that notifications have not read stay, however old they are', async () => {
      await dialog('bob')
      await dialog('cat')
      // on PostgreSQL they get their numbers after the commit
      expect(await types()).toHaveLength(2)
      const notifier = { widget_id, after_id: 1, lease: null, lease_until: null }
      await store.control.insertInto('notifier').values(notifier).execute()
      await chat.forgetEvents({ widget_id, before: Date.now() + 60_000 })
      expect((await logged()).map(({ id }) => id)).toEqual([2])
      await store.control.updateTable('notifier').set({ after_id: 2 }).where('widget_id', '=', widget_id).execute()
      await chat.forgetEvents({ widget_id, before: Date.now() + 60_000 })
      expect(await logged()).toEqual([])
    })

    test('EVENT-7 a reader asks for some types, and is told as soon as there are new events', async () => {
      const widget_ids: number[] = []
      const stop = store.onEvents((id) => widget_ids.push(id))
      const room_id = await dialog()
      await until(() => widget_ids.includes(widget_id))
      stop()
      await say(room_id)
      const { events, last_id } = await chat.eventsAfter(widget_id, { ...ALL, types: ['message.created'] })
      expect(events.map(({ type, id }) => [type, id])).toEqual([['message.created', 2]])
      expect(last_id).toBe(2)
    })

    test('EVENT-3 one read looks through a part of a long log for some types, and says how far it came', async () => {
      const room_id = await dialog()
      const columns = { widget_id, type: 'room.read', at: 1, data: '{}' }
      for (let id = 2; id <= 6_000; id += 500) {
        const rows = Array.from({ length: Math.min(500, 6_001 - id) }, (_, index) => ({ ...columns, id: id + index }))
        await store.control.insertInto('event').values(rows).execute()
      }
      await store.control.updateTable('event_head').set({ last_id: 6_000 }).where('widget_id', '=', widget_id).execute()
      await say(room_id)
      const read = (after: number) => chat.eventsAfter(widget_id, { after, limit: 10, types: ['message.created'] })
      expect(await read(0)).toEqual({ events: [], last_id: 5_000 })
      const { events, last_id } = await read(5_000)
      expect([events.map(({ id }) => id), last_id]).toEqual([[6_001], 6_001])
      expect(await read(6_001)).toEqual({ events: [], last_id: 6_001 })
    })
  })
}
