import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { DEFAULT_ROOM_RIGHTS } from '@imbachat/protocol'
import type { ChatStore } from '../../../../chat/ports.ts'
import type { OpenedStore } from '../chat-store-contract.ts'

/** Slow mode inside the transaction, for any database. */
export function slowModeContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`slow mode: ${name}`, () => {
    let opened: OpenedStore
    let chat: ChatStore
    let widget_id: number
    let room_id: number
    beforeEach(async () => {
      opened = await open()
      chat = opened.chat
      widget_id = await opened.makeWidget()
      const input = {
        widget_id,
        pipe: 'slow',
        title: 'Slow',
        is_public: true,
        ownerId: 'ann',
        user_ids: ['bob', 'cat'],
      }
      const made = await chat.makeRoom({ ...input, rights: { ...DEFAULT_ROOM_RIGHTS, slow_seconds: 3_600 } })
      room_id = made.room_id
    })
    afterEach(() => opened.close())

    const send = (sender_id: string, client_id: string = crypto.randomUUID(), more: { siteAdmin?: boolean } = {}) =>
      chat.appendMessage({ widget_id, room_id, sender_id, client_id, text: 'hello', reply_to: null, ...more })
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
      const client_id = crypto.randomUUID()
      expect(await kinds(send('bob', client_id))).toEqual(['appended'])
      expect(await kinds(send('bob', client_id), send('bob'))).toEqual(['repeated', 'refused'])
    })

    test('SLOW-1 nobody waits when slow mode has ended', async () => {
      await send('bob')
      await chat.moderateRoom({ widget_id, room_id, rights: { slow_seconds: 0 } })
      expect(await kinds(send('bob'), send('bob'))).toEqual(['appended', 'appended'])
    })
  })
}
