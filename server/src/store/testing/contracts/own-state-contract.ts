import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { OpenedStore } from './chat-store-contract.ts'

/** What every database behind the ChatStore port must do with users' own states. */
export function ownStateContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`own state on ${name}`, () => {
    let store: OpenedStore
    let widget_id: number

    beforeEach(async () => {
      store = await open()
      widget_id = await store.makeWidget()
    })
    afterEach(() => store.close())

    const put = async (user_id: string, key: string, value: string | null, widget = widget_id) =>
      store.chat.putOwnItem({ widget_id: widget, user_id, key, value })

    test("OWN-1 each change takes the user's next rev, also when many changes come at once", async () => {
      const puts = Array.from({ length: 20 }, (_, n) => [put('ann', `mute/${n}`, '1'), put('bob', `mute/${n}`, '1')])
      const answers = await Promise.all(puts.flat())
      expect(answers.every(({ changed }) => changed)).toBe(true)
      for (const user of ['ann', 'bob']) {
        const items = await store.chat.ownItems(widget_id, user, 0, 100)
        expect(items.map(({ rev }) => rev)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
      }
    })

    test('OWN-1 putting the same value again changes nothing', async () => {
      const first = await put('ann', 'mute/1', '5')
      expect(await put('ann', 'mute/1', '5')).toEqual({ item: first.item, changed: false })
      expect(await store.chat.ownRevs(widget_id, ['ann', 'bob'])).toEqual([{ user_id: 'ann', rev: 1 }])
    })

    test('OWN-2 an item comes once, in its current state, at the place of its last change', async () => {
      await put('ann', 'mute/1', '5')
      await put('ann', 'mute/2', '5')
      await put('ann', 'mute/1', null)
      expect(await store.chat.ownItems(widget_id, 'ann', 0, 100)).toEqual([
        { key: 'mute/2', rev: 2, value: '5' },
        { key: 'mute/1', rev: 3, value: null },
      ])
      expect(await store.chat.ownItems(widget_id, 'ann', 2, 100)).toHaveLength(1)
      expect(await store.chat.ownItems(widget_id, 'ann', 0, 1)).toHaveLength(1)
    })

    test('ACCESS-1 the same user id in another widget has a separate own state', async () => {
      await put('ann', 'mute/1', '5')
      const other = await store.makeWidget()
      expect(await store.chat.ownItems(other, 'ann', 0, 100)).toEqual([])
      expect((await put('ann', 'mute/1', '5', other)).item.rev).toBe(1)
    })
  })
}
