import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { DEFAULT_ROOM_RIGHTS } from '@imbachat/protocol'
import type { ChatStore } from '../../../../chat/ports.ts'
import type { OpenedStore } from '../chat-store-contract.ts'

/** Slow mode inside the transaction, for any database. */
export function slowModeContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`slow mode: ${name}`, () => {
    let opened: OpenedStore
    let chat: ChatStore
    let widgetId: number
    let roomId: number
    beforeEach(async () => {
      opened = await open()
      chat = opened.chat
      widgetId = await opened.makeWidget()
      const input = { widgetId, pipe: 'slow', title: 'Slow', isPublic: true, ownerId: 'ann', userIds: ['bob', 'cat'] }
      const made = await chat.makeRoom({ ...input, rights: { ...DEFAULT_ROOM_RIGHTS, slow_seconds: 3_600 } })
      roomId = made.roomId
    })
    afterEach(() => opened.close())

    const send = (senderId: string, clientId: string = crypto.randomUUID(), more: { siteAdmin?: boolean } = {}) =>
      chat.appendMessage({ widgetId, roomId, senderId, clientId, text: 'hello', replyTo: null, ...more })
    const kinds = async (...sent: Promise<{ kind: string }>[]) => (await Promise.all(sent)).map(({ kind }) => kind)

    test('SLOW-1 of two messages of a member at once, one waits; another member and managers write', async () => {
      const sent = await Promise.all([send('bob'), send('bob'), send('cat'), send('ann'), send('ann')])
      expect(sent.map(({ kind }) => kind).sort()).toEqual(['appended', 'appended', 'appended', 'appended', 'refused'])
      const refused = sent.find(({ kind }) => kind === 'refused')
      expect(refused).toMatchObject({ reason: 'slow_mode', retryAfterMs: expect.any(Number) })
      expect(await kinds(send('bob'))).toEqual(['refused'])
      expect(await kinds(send('bob', undefined, { siteAdmin: true }))).toEqual(['appended'])
    })

    test('SLOW-2 a resent message is the stored one, however soon it comes', async () => {
      const clientId = crypto.randomUUID()
      expect(await kinds(send('bob', clientId))).toEqual(['appended'])
      expect(await kinds(send('bob', clientId), send('bob'))).toEqual(['repeated', 'refused'])
    })

    test('SLOW-1 nobody waits when slow mode has ended', async () => {
      await send('bob')
      await chat.moderateRoom({ widgetId, roomId, rights: { slow_seconds: 0 } })
      expect(await kinds(send('bob'), send('bob'))).toEqual(['appended', 'appended'])
    })
  })
}
