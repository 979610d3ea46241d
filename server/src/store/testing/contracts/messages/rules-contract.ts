import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { AppendMessage, ChatStore } from '../../../../chat/ports.ts'
import type { OpenedStore } from '../chat-store-contract.ts'

/** Open reports of rules about one user, in the stores of these tests. */
export const FEW_FLAGS = 3

/** What rules leave with a message, for any database. */
export function rulesContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`rules: ${name}`, () => {
    let opened: OpenedStore
    let chat: ChatStore
    let widget_id: number
    let room_id: number
    beforeEach(async () => {
      opened = await open()
      chat = opened.chat
      widget_id = await opened.makeWidget()
      for (const user_id of ['ann', 'bob']) await chat.touchUser({ widget_id, user_id })
      room_id = (await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })).room_id
    })
    afterEach(() => opened.close())

    const send = async (text: string, more: Partial<AppendMessage>) => {
      const message = { widget_id, room_id, sender_id: 'ann', client_id: crypto.randomUUID(), reply_to: null }
      const outcome = await chat.appendMessage({ ...message, text, ...more })
      if (outcome.kind === 'refused') throw new Error(outcome.reason)
      return outcome.message
    }
    const reports = () =>
      opened.control
        .selectFrom('report')
        .select(['seq', 'user_id', 'source', 'flagged', 'reason', 'closed_at', 'messages'])
        .where('widget_id', '=', widget_id)
        .orderBy('seq')
        .execute()

    test('RULE-1 a flagged message and its report are stored together; a resent one has one report', async () => {
      const flagged = { source: 'links', found: 'evil.example' } as const
      const client_id = crypto.randomUUID()
      await send('hello', {})
      for (const _ of [1, 2]) await send('see evil.example', { flagged, client_id })
      const [report, ...more] = await reports()
      expect(more).toEqual([])
      expect(report).toMatchObject({ ...{ seq: 2, user_id: 'ann', source: 'links' }, flagged: 'evil.example' })
      expect(report).toMatchObject({ reason: 'spam', closed_at: null })
      expect(JSON.parse(report?.messages ?? '')).toMatchObject([{ text: 'hello' }, { text: 'see evil.example' }])
    })

    test('RULE-12 a user has so many open reports of rules, in all rooms together, and more once some are decided', async () => {
      const flagged = { source: 'new_user', found: '' } as const
      const club = await chat.makeRoom({
        widget_id,
        pipe: 'club',
        title: '',
        is_public: true,
        ownerId: 'ann',
        user_ids: [],
      })
      for (let n = 1; n <= 2; n++) await send(`first ${n}`, { flagged })
      await send('in another room', { flagged, room_id: club.room_id })
      const { seq } = await send('too many', { flagged })
      expect(await reports()).toHaveLength(FEW_FLAGS)
      await send('of another user', { flagged, sender_id: 'bob' })
      expect(await reports()).toHaveLength(FEW_FLAGS + 1)
      const edit = { widget_id, room_id, seq, sender_id: 'ann', text: 'too many, edited', flagged }
      expect((await chat.editMessage(edit)).kind).toBe('changed')
      expect(await reports()).toHaveLength(FEW_FLAGS + 1)
      const one = opened.control.updateTable('report').set({ closed_at: 1 }).where('widget_id', '=', widget_id)
      await one.where('seq', '=', 1).where('room_id', '=', room_id).execute()
      await send('one more', { flagged })
      expect(await reports()).toHaveLength(FEW_FLAGS + 2)
    })

    test('RULE-5 messages are counted where a rule asks for it, and users have the time of their first visit', async () => {
      await send('one', { isCounted: true })
      await Promise.all([send('two', { isCounted: true }), send('three', {}), send('four', { isCounted: true })])
      const [ann] = await chat.users(widget_id, ['ann'])
      expect(ann?.written).toBe(3)
      expect(ann?.first_seen_at).toBeGreaterThan(0)
    })
  })
}
