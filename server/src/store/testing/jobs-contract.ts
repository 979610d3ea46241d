import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { OpenedStore } from './chat-store-contract.ts'

/** What every database behind the ChatStore port must do with jobs. */
export function jobsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`jobs on ${name}`, () => {
    let store: OpenedStore
    let widgetId: number

    beforeEach(async () => {
      store = await open()
      widgetId = await store.makeWidget()
    })
    afterEach(() => store.close())

    const add = (id: string, of = widgetId) => store.chat.addJob({ widgetId: of, id, kind: 'test', payload: { id } })
    const claim = (limit = 10, leaseMs = 60_000, of = widgetId) =>
      store.chat.claimJobs(of, { kinds: ['test'], limit, leaseMs })
    const ids = async (jobs: ReturnType<typeof claim>) => (await jobs).map(({ id }) => id).sort()

    test('JOB-1 a job is run once while its lease lasts, and again if it did not end', async () => {
      await add('a')
      expect(await claim()).toEqual([{ widgetId, id: 'a', kind: 'test', payload: { id: 'a' }, tries: 1 }])
      expect(await claim()).toEqual([])
      await add('b')
      expect(await claim(10, -1)).toMatchObject([{ id: 'b', tries: 1 }])
      const [again] = await claim()
      expect(again).toMatchObject({ id: 'b', tries: 2 })
      // the first run comes late: the job is not its any more
      await store.chat.endJob({ widgetId, id: 'b', tries: 1, failed: null })
      await store.chat.endJob({ widgetId, id: 'b', tries: 2, failed: { retryAt: 1, error: 'x' } })
      expect(await claim()).toMatchObject([{ id: 'b', tries: 3 }])
      await store.chat.endJob({ widgetId, id: 'b', tries: 3, failed: null })
      await store.chat.endJob({ widgetId, id: 'a', tries: 1, failed: null })
      expect(await claim(10, -1)).toEqual([])
    })

    test('JOB-2 adding a job again makes no second one; one that was given up begins anew', async () => {
      await add('a')
      await add('a')
      expect(await ids(claim())).toEqual(['a'])
      await add('a')
      expect(await claim()).toEqual([])
      await store.chat.endJob({ widgetId, id: 'a', tries: 1, failed: { retryAt: null, error: 'no hope' } })
      expect(await claim()).toEqual([])
      await add('a')
      expect(await claim()).toMatchObject([{ id: 'a', tries: 1 }])
    })

    test('JOB-1 claims at the same time share the jobs, and see those of their widget only', async () => {
      const other = await store.makeWidget()
      await Promise.all([...Array.from({ length: 20 }, (_, n) => add(`job${n}`)), add('other', other)])
      const claims = await Promise.all([claim(6), claim(6), claim(6), claim(6)])
      const taken = claims.flat().map(({ id }) => id)
      expect([taken.length, new Set(taken).size, taken.includes('other')]).toEqual([20, 20, false])
      expect(await ids(claim(10, 60_000, other))).toEqual(['other'])
    })
  })
}
