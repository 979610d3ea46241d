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
    let widgetId: number
    let roomId: number
    beforeEach(async () => {
      opened = await open()
      chat = opened.chat
      widgetId = await opened.makeWidget()
      for (const userId of ['ann', 'bob']) await chat.touchUser(widgetId, userId)
      roomId = (await chat.openDialog({ widgetId, userId: 'ann', peerId: 'bob', needAccess: false })).roomId
    })
    afterEach(() => opened.close())

    const send = async (text: string, more: Partial<AppendMessage>) => {
      const message = { widgetId, roomId, senderId: 'ann', clientId: crypto.randomUUID(), replyTo: null }
      const outcome = await chat.appendMessage({ ...message, text, ...more })
      if (outcome.kind === 'refused') throw new Error(outcome.reason)
      return outcome.message
    }
    const reports = () =>
      opened.control
        .selectFrom('report')
        .select(['seq', 'user_id', 'source', 'flagged', 'reason', 'closed_at', 'messages'])
        .where('widget_id', '=', widgetId)
        .orderBy('seq')
        .execute()

    test('RULE-1 a flagged message and its report are stored together; a resent one has one report', async () => {
      const flagged = { source: 'links', found: 'evil.example' } as const
      const clientId = crypto.randomUUID()
      await send('hello', {})
      for (const _ of [1, 2]) await send('see evil.example', { flagged, clientId })
      const [report, ...more] = await reports()
      expect(more).toEqual([])
      expect(report).toMatchObject({ ...{ seq: 2, user_id: 'ann', source: 'links' }, flagged: 'evil.example' })
      expect(report).toMatchObject({ reason: 'spam', closed_at: null })
      expect(JSON.parse(report?.messages ?? '')).toMatchObject([{ text: 'hello' }, { text: 'see evil.example' }])
    })

    test('RULE-12 a user has so many open reports of rules, in all rooms together, and more once some are decided', async () => {
      const flagged = { source: 'new_user', found: '' } as const
      const club = await chat.makeRoom({
        widgetId,
        pipe: 'club',
        title: '',
        isPublic: true,
        ownerId: 'ann',
        userIds: [],
      })
      for (let n = 1; n <= 2; n++) await send(`first ${n}`, { flagged })
      await send('in another room', { flagged, roomId: club.roomId })
      const { seq } = await send('too many', { flagged })
      expect(await reports()).toHaveLength(FEW_FLAGS)
      await send('of another user', { flagged, senderId: 'bob' })
      expect(await reports()).toHaveLength(FEW_FLAGS + 1)
      const edit = { widgetId, roomId, seq, senderId: 'ann', text: 'too many, edited', flagged }
      expect((await chat.editMessage(edit)).kind).toBe('changed')
      expect(await reports()).toHaveLength(FEW_FLAGS + 1)
      const one = opened.control.updateTable('report').set({ closed_at: 1 }).where('widget_id', '=', widgetId)
      await one.where('seq', '=', 1).where('room_id', '=', roomId).execute()
      await send('one more', { flagged })
      expect(await reports()).toHaveLength(FEW_FLAGS + 2)
    })

    test('RULE-5 messages are counted where a rule asks for it, and users have the time of their first visit', async () => {
      await send('one', { isCounted: true })
      await Promise.all([send('two', { isCounted: true }), send('three', {}), send('four', { isCounted: true })])
      const [ann] = await chat.users(widgetId, ['ann'])
      expect(ann?.written).toBe(3)
      expect(ann?.firstSeenAt).toBeGreaterThan(0)
    })
  })
}
