import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ChatStore, PutReport } from '../../../chat/ports.ts'
import type { OpenedStore } from './chat-store-contract.ts'

/** What every database behind the ChatStore port must do with reports. */
export function reportsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`reports on ${name}`, () => {
    let store: OpenedStore
    let chat: ChatStore
    let widget_id: number
    let room_id: number

    beforeEach(async () => {
      store = await open()
      chat = store.chat
      widget_id = await store.makeWidget()
      room_id = (await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })).room_id
    })
    afterEach(() => store.close())

    const say = (sender_id: string, text: string) =>
      chat.appendMessage({ widget_id, room_id, sender_id, client_id: crypto.randomUUID(), text, reply_to: null })
    const report = (more: Partial<PutReport>) =>
      chat.putReport({
        widget_id,
        id: crypto.randomUUID(),
        room_id,
        seq: null,
        user_id: null,
        reporter_id: 'ann',
        reason: 'spam',
        comment: '',
        ...more,
      })
    const stored = () => store.reports()

    test('SAFE-6 a report keeps ten messages before and after, as they are when it is made', async () => {
      for (let n = 1; n <= 30; n++) await say(n === 15 ? 'bob' : 'ann', `text ${n}`)
      expect(await report({ seq: 15, comment: 'look' })).toEqual({ kind: 'stored' })
      await chat.deleteMessage({ widget_id, room_id, seq: 15, sender_id: 'bob' })
      const [row] = await stored()
      expect(row).toMatchObject({ seq: 15, user_id: 'bob', reporter_id: 'ann', reason: 'spam', comment: 'look' })
      const kept = JSON.parse(String(row?.messages)) as { seq: number; text: string }[]
      expect(kept.map(({ seq }) => seq)).toEqual(Array.from({ length: 21 }, (_, n) => n + 5))
      expect(kept[10]?.text).toBe('text 15')
    })

    test('QUEUE-10 a deletion is taken back by its own decision, unless somebody else deletes the message too', async () => {
      for (const text of ['one', 'two', 'three', 'four']) await say('bob', text)
      const remove = (seq: number, sender_id: string | null, more: { deletion_id?: string; since?: number } = {}) =>
        chat.deleteMessage({ widget_id, room_id, seq, sender_id, ...more })
      const was = { text: 'again', parts: null, edited_at: null }
      const restore = (seq: number, deletion_id: string | null = 'decision') =>
        chat.restoreMessage({ widget_id, room_id, seq, ...was, deletion_id })
      const textOf = async (seq: number) => (await chat.messagesBefore(widget_id, room_id, seq + 1, 1))[0]?.text
      for (const seq of [1, 2, 3]) await remove(seq, null, { deletion_id: 'decision' })
      await remove(1, 'bob')
      await remove(2, null)
      // the author's time for it is over
      await remove(3, 'bob', { since: Number.MAX_SAFE_INTEGER })
      await remove(4, 'bob')
      await remove(4, null, { deletion_id: 'decision' })
      expect(await restore(3, 'another')).toMatchObject({ kind: 'unchanged' })
      expect(await restore(3, null)).toMatchObject({ kind: 'unchanged' })
      for (const seq of [1, 2, 4]) {
        expect(await restore(seq)).toMatchObject({ kind: 'unchanged', message: { text: null } })
      }
      expect(await restore(3)).toMatchObject({ kind: 'changed', message: { text: 'again', deleted_at: null } })
      expect([await textOf(1), await textOf(2), await textOf(3), await textOf(4)]).toEqual([null, null, 'again', null])
    })

    test('QUEUE-8 a report keeps what messages carry beside their text', async () => {
      const message = { widget_id, room_id, sender_id: 'bob', client_id: crypto.randomUUID(), reply_to: null }
      const card = { title: 'Order 17', buttons: [{ id: '1', label: 'Pay', type: 'reply' as const }] }
      await chat.appendMessage({ ...message, text: '', parts: { card } })
      await chat.postNotice({ widget_id, room_id, client_id: crypto.randomUUID(), text: 'Order 17 is paid' })
      const forward = { user_id: 'cat', name: 'Cat' }
      await chat.appendMessage({ ...message, client_id: crypto.randomUUID(), text: 'words', parts: { forward } })
      await report({ seq: 1 })
      const [row] = await stored()
      expect(JSON.parse(String(row?.messages))).toMatchObject([
        { carries: { card: { title: 'Order 17', buttons: ['Pay'] } } },
        { carries: { notice: { kind: 'site', text: 'Order 17 is paid' } } },
        { carries: { forwarded_from: 'Cat' } },
      ])
    })

    test('SAFE-7 the second report of the same by the same user stores nothing while the first is open', async () => {
      await say('bob', 'one')
      await say('bob', 'two')
      for (const seq of [1, 1, 2]) await report({ seq })
      for (const _ of [1, 2]) await report({ user_id: 'bob' })
      await report({ seq: 1, reporter_id: 'ann', reason: 'fraud' })
      expect(await stored()).toHaveLength(3)
    })

    test('SAFE-6 what the reporter can not see, and what is their own, is refused', async () => {
      await say('bob', 'one')
      await say('ann', 'two')
      const refused = async (more: Partial<PutReport>) => {
        const outcome = await report(more)
        return outcome.kind === 'refused' ? outcome.reason : outcome.kind
      }
      expect(await refused({ seq: 1, reporter_id: 'eve' })).toBe('room_not_found')
      expect(await refused({ seq: 9 })).toBe('message_not_found')
      expect(await refused({ seq: 2 })).toBe('own')
      expect(await refused({ user_id: 'eve' })).toBe('user_unknown')
      expect(await refused({ seq: 1, widget_id: await store.makeWidget() })).toBe('room_not_found')
      await chat.deleteMessage({ widget_id, room_id, seq: 1, sender_id: 'bob' })
      expect(await refused({ seq: 1 })).toBe('message_not_found')
      expect(await stored()).toEqual([])
    })

    test('SAFE-8 a moderator deletes the message of any user', async () => {
      await say('bob', 'one')
      const deletion = { widget_id, room_id, seq: 1, sender_id: null }
      expect(await chat.deleteMessage(deletion)).toMatchObject({ kind: 'changed', message: { text: null, rev: 2 } })
      expect(await chat.deleteMessage(deletion)).toMatchObject({ kind: 'unchanged' })
      expect(await chat.deleteMessage({ ...deletion, seq: 2 })).toMatchObject({ kind: 'refused' })
      expect(await chat.deleteMessage({ ...deletion, widget_id: await store.makeWidget() })).toMatchObject({
        kind: 'refused',
      })
    })
  })
}
