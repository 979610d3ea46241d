import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { AppendMessage, ChatStore } from '../../chat/ports.ts'
import type { OpenedStore } from './chat-store-contract.ts'

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

    test('RULE-5 messages are counted where a rule asks for it, and users have the time of their first visit', async () => {
      await send('one', { isCounted: true })
      await Promise.all([send('two', { isCounted: true }), send('three', {}), send('four', { isCounted: true })])
      const [ann] = await chat.users(widgetId, ['ann'])
      expect(ann?.written).toBe(3)
      expect(ann?.firstSeenAt).toBeGreaterThan(0)
    })
  })
}
