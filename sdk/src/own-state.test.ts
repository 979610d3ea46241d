import { expect, test } from 'bun:test'
import { MUTED_FOREVER, type OwnItem } from '@imbachat/protocol'
import { createOwnState, type OwnState } from './own-state.ts'

const mute = (rev: number, room_id: number, until: number | null): OwnItem => ({ kind: 'mute', rev, room_id, until })

const mutedIn = (own: OwnState) =>
  [...own.flags.get()].flatMap(([room, { mute }]) => (mute?.until == null ? [] : [[room, mute.until]]))

/** A server whose own state is `items`, and the requests that it received. */
function stage(items: OwnItem[]) {
  const asked: number[] = []
  const pages: PromiseWithResolvers<void>[] = []
  const own = createOwnState({
    online: () => true,
    request: (async (_: string, { rev }: { rev: number }) => {
      asked.push(rev)
      const page = Promise.withResolvers<void>()
      pages.push(page)
      await page.promise
      const newer = items.filter((item) => item.rev > rev).sort((a, b) => a.rev - b.rev)
      const last = items.reduce((most, item) => Math.max(most, item.rev), 0)
      if (newer.length === 0 && rev > last) return { kind: 'resync' }
      return {
        kind: 'changes',
        items: newer.slice(0, 2),
        rev: newer.slice(0, 2).at(-1)?.rev ?? rev,
        more: newer.length > 2,
      }
    }) as never,
  })
  async function answer() {
    while (pages.length > 0) {
      pages.shift()?.resolve()
      await Bun.sleep(0)
    }
  }
  return { own, asked, answer, items }
}

test('OWN-2 a client that reconnects reads what changed, page by page', async () => {
  const { own, asked, answer } = stage([mute(1, 1, MUTED_FOREVER), mute(2, 2, 9), mute(4, 3, null)])
  own.begin(4, false)
  void own.resume()
  await answer()
  expect(asked).toEqual([0, 2])
  expect(mutedIn(own)).toEqual([
    [1, MUTED_FOREVER],
    [2, 9],
  ])
})

test('OWN-2 the next event is applied, a gap is read, an old event is ignored', async () => {
  const { own, asked, answer, items } = stage([])
  own.begin(0, false)
  own.event([mute(1, 1, 5)])
  own.event([mute(1, 1, 5)])
  expect(asked).toEqual([])
  items.push(mute(1, 1, 5), mute(3, 2, 7))
  own.event([mute(3, 2, 7)])
  await answer()
  expect(asked).toEqual([1])
  expect(own.flags.get().get(2)?.mute?.until).toBe(7)
})

test('OWN-2 an event that arrives while a page is loading is not lost', async () => {
  const { own, answer, items } = stage([mute(1, 1, 5)])
  own.begin(1, false)
  void own.resume()
  items.push(mute(2, 1, null))
  items.shift()
  own.event([mute(2, 1, null)])
  await answer()
  expect(mutedIn(own)).toEqual([])
})

test('OWN-2 an event that is newer than an empty page on its way is asked for again, once', async () => {
  const pages: PromiseWithResolvers<unknown>[] = []
  const own = createOwnState({
    online: () => true,
    request: (() => {
      const page = Promise.withResolvers<unknown>()
      pages.push(page)
      return page.promise
    }) as never,
  })
  own.event([mute(1, 1, 5)])
  own.begin(0, false)
  const done = own.resume()
  own.event([mute(2, 2, 7)])
  pages[0]?.resolve({ kind: 'changes', items: [], rev: 1, more: false })
  await Bun.sleep(0)
  pages[1]?.resolve({ kind: 'changes', items: [mute(2, 2, 7)], rev: 2, more: false })
  await done
  expect(pages).toHaveLength(2)
  expect(mutedIn(own)).toEqual([
    [1, 5],
    [2, 7],
  ])
})

test('OWN-2 a change that comes before the answer to auth, which does not count it yet, stays', async () => {
  const { own, asked, answer } = stage([mute(1, 1, 5)])
  own.event([mute(1, 1, 5)])
  own.begin(0, false)
  void own.resume()
  await answer()
  expect(asked).toEqual([1])
  expect(mutedIn(own)).toEqual([[1, 5]])
})

test('OWN-2 a client that knows more than the server starts over, whatever the answer to auth says', async () => {
  const { own, answer, items } = stage([mute(1, 1, 5)])
  own.begin(1, false)
  void own.resume()
  await answer()
  items.length = 0
  own.begin(0, false)
  void own.resume()
  await answer()
  expect(mutedIn(own)).toEqual([])
})

test('OWN-2 after a server was restored from a backup, the client starts over', async () => {
  const { own, answer, items } = stage([mute(1, 1, 5)])
  own.begin(1, false)
  void own.resume()
  await answer()
  items.length = 0
  own.begin(0, true)
  void own.resume()
  await answer()
  expect(mutedIn(own)).toEqual([])
})
