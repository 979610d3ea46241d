import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { DialogContext } from '@imbachat/protocol'
import type { OpenDialog } from '../../../chat/ports.ts'
import { type OpenedStore, siteUser } from './chat-store-contract.ts'

const bike: DialogContext = {
  id: 'bike-7',
  title: 'Red bicycle',
  image: 'https://shop.example/7.jpg',
  url: 'https://shop.example/7',
  signed: false,
}

/** What every database behind the ChatStore port must do with dialogs about something. */
export function dialogContextContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`dialogs about something on ${name}`, () => {
    let store: OpenedStore
    let widgetId: number

    beforeEach(async () => {
      store = await open()
      widgetId = await store.makeWidget()
    })
    afterEach(() => store.close())

    const openAs = (userId: string, peerId: string, more: Partial<OpenDialog> = {}) =>
      store.chat.openDialog({ widgetId, userId, peerId, needAccess: false, mayDescribe: true, ...more })
    const contextIn = async (roomId: number) => (await store.chat.roomOf(widgetId, roomId, 'ann'))?.room.context

    test('DIALOG-4 a pair has one dialog for each context beside the plain one, opened by either user', async () => {
      const plain = await openAs('ann', 'bob')
      const about = await openAs('ann', 'bob', { context: bike })
      const other = await openAs('ann', 'bob', { context: { ...bike, id: 'bike-8' } })
      expect(new Set([plain, about, other].map(({ roomId }) => roomId)).size).toBe(3)
      expect(await openAs('bob', 'ann', { context: bike })).toMatchObject({ roomId: about.roomId, created: false })
      expect(await store.chat.dialogOf(widgetId, 'bob', 'ann')).toBe(plain.roomId)
      expect(await store.chat.dialogOf(widgetId, 'bob', 'ann', 'bike-7')).toBe(about.roomId)
      expect(await store.chat.dialogOf(widgetId, 'bob', 'ann', 'bike-9')).toBeNull()
      expect([await contextIn(plain.roomId), await contextIn(about.roomId)]).toEqual([null, bike])
    })

    test('DIALOG-4 both at once, and another pair, with ids that look like keys', async () => {
      const context = { ...bike, id: '","x' }
      const opened = await Promise.all([
        openAs('ann', 'bob', { context }),
        openAs('bob', 'ann', { context }),
        openAs('ann', 'bob', { context: { ...bike, id: 'x' } }),
        openAs('ann', 'x', { context: { ...bike, id: 'bob' } }),
      ])
      expect(opened[0]?.roomId).toBe(opened[1]?.roomId as number)
      expect(new Set(opened.map(({ roomId }) => roomId)).size).toBe(3)
    })

    test('DIALOG-5 the newest description replaces the one before; the same again changes nothing', async () => {
      const { roomId } = await openAs('ann', 'bob', { context: bike })
      expect(await openAs('bob', 'ann', { context: bike })).toMatchObject({ contextChanged: false })
      const sold = { ...bike, title: 'Red bicycle, sold', image: null }
      expect(await openAs('bob', 'ann', { context: sold })).toMatchObject({ roomId, contextChanged: true })
      expect(await contextIn(roomId)).toEqual(sold)
    })

    test('DIALOG-5 what the site signed is replaced only by what it signs', async () => {
      const signed = { ...bike, signed: true }
      const { roomId } = await openAs('ann', 'bob', { context: bike })
      expect(await openAs('ann', 'bob', { context: signed })).toMatchObject({ contextChanged: true })
      expect(await openAs('bob', 'ann', { context: { ...bike, title: 'Mine now' } })).toMatchObject({
        contextChanged: false,
      })
      expect(await contextIn(roomId)).toEqual(signed)
      const dearer = { ...signed, title: 'Red bicycle, 120 €' }
      expect(await openAs('ann', 'bob', { context: dearer, bySite: true })).toMatchObject({ contextChanged: true })
      expect(await contextIn(roomId)).toEqual(dearer)
    })

    test('DIALOG-5 a user who may not write, or whose request waits, describes nothing anew', async () => {
      const other = { ...bike, title: 'Write to me elsewhere' }
      const { roomId } = await openAs('ann', 'bob', { context: bike })
      expect(await openAs('ann', 'bob', { context: other, mayDescribe: false })).toMatchObject({
        contextChanged: false,
      })
      const asked = await openAs('ann', 'cat', { context: bike, needAccess: true })
      expect(await openAs('ann', 'cat', { context: other })).toMatchObject({ contextChanged: false })
      expect([await contextIn(roomId), await contextIn(asked.roomId)]).toEqual([bike, bike])
    })

    test('REST-4 the site describes a dialog without answering a request in it', async () => {
      const { roomId } = await openAs('ann', 'bob', { context: bike, needAccess: true })
      const context = { ...bike, signed: true }
      const opened = await openAs('bob', 'ann', { context, bySite: true })
      expect(opened).toEqual({ roomId, created: false, membersChanged: false, contextChanged: true })
      expect((await store.chat.roomOf(widgetId, roomId, 'bob'))?.member.state).toBe('invited')
    })

    test('DIALOG-4 rooms are found by what they are about; a person with several dialogs is one person', async () => {
      await store.chat.putUsers(widgetId, [siteUser('bob', { name: 'Bob' })])
      for (const context of [undefined, bike]) {
        const { roomId } = await openAs('ann', 'bob', { context })
        const clientId = crypto.randomUUID()
        await store.chat.appendMessage({ widgetId, roomId, senderId: 'ann', clientId, text: 'hi', replyTo: null })
      }
      const names = (await store.chat.roomNames(widgetId, 'ann')).map((room) => room.name)
      expect(names.sort()).toEqual(['Bob', 'Bob Red bicycle'])
      expect(await store.chat.dialogPeers(widgetId, 'ann', 10)).toEqual([{ userId: 'bob', name: 'Bob' }])
    })
  })
}
