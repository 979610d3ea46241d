import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ChatStore, ImportedMessage } from '../../../chat/ports.ts'
import { placeholderUser } from '../../../chat/users/user-card.ts'
import type { OpenedStore } from './chat-store-contract.ts'

/** What every database behind the ChatStore port must do with messages of another chat. */
export function historyContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`imported messages on ${name}`, () => {
    let store: OpenedStore
    let chat: ChatStore
    let widget_id: number
    let room_id: number

    beforeEach(async () => {
      store = await open()
      chat = store.chat
      widget_id = await store.makeWidget()
      await chat.keepEvents({ widget_id, keep: true })
      await chat.putUsers({ widget_id, users: ['ann', 'bob', 'old'].map(placeholderUser), imported: true })
      const room = { widget_id, pipe: 'club', title: 'Club', is_public: true, ownerId: null, user_ids: ['ann', 'bob'] }
      room_id = (await chat.makeRoom({ ...room, created_at: 500 })).room_id
    })
    afterEach(() => store.close())

    const message = (client_id: string, created_at: number, more: Partial<ImportedMessage> = {}): ImportedMessage => ({
      ...{ client_id, sender_id: 'ann', text: `text of ${client_id}`, parts: {}, created_at, edited_at: null },
      ...{ reply_to: null, reactions: [], uploads: [], ...more },
    })
    const put = (...messages: ImportedMessage[]) => chat.importMessages({ widget_id, room_id, messages })
    const stored = () => chat.messagesBefore(widget_id, room_id, null, 100)

    test('IMPORT-1 imported messages keep author, time, edit, reply and reactions, and nothing is unread', async () => {
      await put(
        message('a', 1_000),
        message('b', 2_000, { sender_id: 'old', edited_at: 2_500, reply_to: 'a' }),
        message('c', 3_000, { reactions: [{ emoji: '👍', user_ids: ['bob', 'old', 'bob'] }] }),
      )
      expect(await stored()).toMatchObject([
        { seq: 1, sender_id: 'ann', text: 'text of a', created_at: 1_000 },
        { seq: 2, sender_id: 'old', created_at: 2_000, edited_at: 2_500, reply_to: 1 },
        { seq: 3, created_at: 3_000, reactions: [{ emoji: '👍', count: 2, user_ids: ['bob', 'old'] }] },
      ])
      expect(await chat.reactedWith(widget_id, { room_id, seq: 3, emoji: '👍' }, { cursor: null, limit: 9 })).toEqual({
        ...{ user_ids: ['bob', 'old'], next: null },
      })
      const row = await chat.roomOf(widget_id, room_id, 'bob')
      expect(row?.member).toMatchObject({ read_seq: 3, delivered_seq: 3 })
      expect(row?.room).toMatchObject({ active_at: 3_000, created_at: 500, last_seq: 3 })
      expect((await chat.eventsAfter(widget_id, { after: 0, limit: 9 })).events).toEqual([])
    })

    test('IMPORT-2 the same import again stores nothing twice, and one that broke off goes on', async () => {
      await put(message('a', 1_000), message('b', 2_000))
      expect(await put(message('a', 1_000), message('b', 2_000), message('c', 3_000))).toEqual([
        { kind: 'repeated', seq: 1 },
        { kind: 'repeated', seq: 2 },
        { kind: 'stored', seq: 3 },
      ])
      expect(await put(message('d', 4_000), message('d', 4_000))).toEqual([
        { kind: 'stored', seq: 4 },
        { kind: 'repeated', seq: 4 },
      ])
    })

    test('IMPORT-3 nothing is imported under a message that people wrote', async () => {
      await put(message('a', 1_000))
      const live = { widget_id, room_id, sender_id: 'bob', client_id: 'live', text: 'hello', reply_to: null }
      await chat.appendMessage(live)
      expect(await put(message('a', 1_000), message('b', 2_000))).toEqual([
        { kind: 'repeated', seq: 1 },
        { kind: 'refused', reason: 'room_is_live' },
      ])
      expect((await stored()).map(({ text }) => text)).toEqual(['text of a', 'hello'])
    })

    test('IMPORT-4 a wrong message is refused with its reason, and the others of the call are stored', async () => {
      expect(
        await put(
          message('a', 2_000),
          message('early', 1_999),
          message('nobody', 2_000, { sender_id: 'nobody' }),
          message('loop', 2_000, { reply_to: 'loop' }),
          message('later', 2_000, { reply_to: 'b' }),
          message('b', 2_000, { reply_to: 'a' }),
        ),
      ).toEqual([
        { kind: 'stored', seq: 1 },
        { kind: 'refused', reason: 'out_of_order' },
        { kind: 'refused', reason: 'sender_unknown' },
        { kind: 'refused', reason: 'reply_unknown' },
        { kind: 'refused', reason: 'reply_unknown' },
        { kind: 'stored', seq: 2 },
      ])
      const other = await store.makeWidget()
      const foreign = await chat.importMessages({ widget_id: other, room_id, messages: [message('x', 1)] })
      expect(foreign).toEqual([{ kind: 'refused', reason: 'room_not_found' }])
    })

    test('IMPORT-4 in a dialog only its two users are senders', async () => {
      const opening = { widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false, created_at: 500 }
      const { room_id: dialog } = await chat.openDialog(opening)
      const messages = [message('x', 1_000), message('y', 1_000, { sender_id: 'old' })]
      expect(await chat.importMessages({ widget_id, room_id: dialog, messages })).toEqual([
        { kind: 'stored', seq: 1 },
        { kind: 'refused', reason: 'sender_unknown' },
      ])
    })
  })
}
