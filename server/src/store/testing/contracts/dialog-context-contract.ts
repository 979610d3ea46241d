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
    let widget_id: number

    beforeEach(async () => {
      store = await open()
      widget_id = await store.makeWidget()
    })
    afterEach(() => store.close())

    const openAs = (user_id: string, peer_id: string, more: Partial<OpenDialog> = {}) =>
      store.chat.openDialog({ widget_id, user_id, peer_id, needAccess: false, mayDescribe: true, ...more })
    const contextIn = async (room_id: number) => (await store.chat.roomOf(widget_id, room_id, 'ann'))?.room.context

    test('DIALOG-4 a pair has one dialog for each context beside the plain one, opened by either user', async () => {
      const plain = await openAs('ann', 'bob')
      const about = await openAs('ann', 'bob', { context: bike })
      const other = await openAs('ann', 'bob', { context: { ...bike, id: 'bike-8' } })
      expect(new Set([plain, about, other].map(({ room_id }) => room_id)).size).toBe(3)
      expect(await openAs('bob', 'ann', { context: bike })).toMatchObject({ room_id: about.room_id, created: false })
      expect(await store.chat.dialogOf(widget_id, 'bob', 'ann')).toBe(plain.room_id)
      expect(await store.chat.dialogOf(widget_id, 'bob', 'ann', 'bike-7')).toBe(about.room_id)
      expect(await store.chat.dialogOf(widget_id, 'bob', 'ann', 'bike-9')).toBeNull()
      expect([await contextIn(plain.room_id), await contextIn(about.room_id)]).toEqual([null, bike])
    })

    test('DIALOG-4 both at once, and another pair, with ids that look like keys', async () => {
      const context = { ...bike, id: '","x' }
      const opened = await Promise.all([
        openAs('ann', 'bob', { context }),
        openAs('bob', 'ann', { context }),
        openAs('ann', 'bob', { context: { ...bike, id: 'x' } }),
        openAs('ann', 'x', { context: { ...bike, id: 'bob' } }),
      ])
      expect(opened[0]?.room_id).toBe(opened[1]?.room_id as number)
      expect(new Set(opened.map(({ room_id }) => room_id)).size).toBe(3)
    })

    test('DIALOG-5 the newest description replaces the one before; the same again changes nothing', async () => {
      const { room_id } = await openAs('ann', 'bob', { context: bike })
      expect(await openAs('bob', 'ann', { context: bike })).toMatchObject({ contextChanged: false })
      const sold = { ...bike, title: 'Red bicycle, sold', image: null }
      expect(await openAs('bob', 'ann', { context: sold })).toMatchObject({ room_id, contextChanged: true })
      expect(await contextIn(room_id)).toEqual(sold)
    })

    test('DIALOG-5 what the site signed is replaced only by what it signs', async () => {
      const signed = { ...bike, signed: true }
      const { room_id } = await openAs('ann', 'bob', { context: bike })
      expect(await openAs('ann', 'bob', { context: signed })).toMatchObject({ contextChanged: true })
      expect(await openAs('bob', 'ann', { context: { ...bike, title: 'Mine now' } })).toMatchObject({
        contextChanged: false,
      })
      expect(await contextIn(room_id)).toEqual(signed)
      const dearer = { ...signed, title: 'Red bicycle, 120 €' }
      expect(await openAs('ann', 'bob', { context: dearer, bySite: true })).toMatchObject({ contextChanged: true })
      expect(await contextIn(room_id)).toEqual(dearer)
    })

    test('DIALOG-5 a user who may not write, or whose request waits, describes nothing anew', async () => {
      const other = { ...bike, title: 'Write to me elsewhere' }
      const { room_id } = await openAs('ann', 'bob', { context: bike })
      expect(await openAs('ann', 'bob', { context: other, mayDescribe: false })).toMatchObject({
        contextChanged: false,
      })
      const asked = await openAs('ann', 'cat', { context: bike, needAccess: true })
      expect(await openAs('ann', 'cat', { context: other })).toMatchObject({ contextChanged: false })
      expect([await contextIn(room_id), await contextIn(asked.room_id)]).toEqual([bike, bike])
    })

    test('REST-4 the site describes a dialog without answering a request in it', async () => {
      const { room_id } = await openAs('ann', 'bob', { context: bike, needAccess: true })
      const context = { ...bike, signed: true }
      const opened = await openAs('bob', 'ann', { context, bySite: true })
      expect(opened).toEqual({ room_id, created: false, membersChanged: false, contextChanged: true })
      expect((await store.chat.roomOf(widget_id, room_id, 'bob'))?.member.state).toBe('invited')
    })

    test('DIALOG-4 rooms are found by what they are about; a person with several dialogs is one person', async () => {
      await store.chat.putUsers({ widget_id, users: [siteUser('bob', { name: 'Bob' })] })
      for (const context of [undefined, bike]) {
        const { room_id } = await openAs('ann', 'bob', { context })
        const client_id = crypto.randomUUID()
        await store.chat.appendMessage({ widget_id, room_id, sender_id: 'ann', client_id, text: 'hi', reply_to: null })
      }
      const names = (await store.chat.roomNames(widget_id, 'ann')).map((room) => room.name)
      expect(names.sort()).toEqual(['Bob', 'Bob Red bicycle'])
      expect(await store.chat.dialogPeers(widget_id, 'ann', 10)).toEqual([{ user_id: 'bob', name: 'Bob' }])
    })
  })
}
