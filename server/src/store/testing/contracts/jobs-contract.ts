import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { EndJob, Job } from '../../../chat/ports.ts'
import type { OpenedStore } from './chat-store-contract.ts'

/** What every database behind the ChatStore port must do with jobs. */
export function jobsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`jobs on ${name}`, () => {
    let store: OpenedStore
    let widget_id: number

    beforeEach(async () => {
      store = await open()
      widget_id = await store.makeWidget()
    })
    afterEach(() => store.close())

    const add = (id: string, of = widget_id) => store.chat.addJob({ widget_id: of, id, kind: 'test', payload: { id } })
    const claim = (limit = 10, leaseMs = 60_000, of = widget_id) =>
      store.chat.claimJobs({ widget_id: of, kind: 'test', limit, leaseMs, lease: crypto.randomUUID() })
    const ids = async (jobs: ReturnType<typeof claim>) => (await jobs).map(({ id }) => id).sort()

    const ended = (job: Job | undefined, outcome: EndJob['outcome']) =>
      store.chat.endJob({ widget_id, id: job?.id ?? '', lease: job?.lease ?? '', outcome })

    test('JOB-1 a job is run once while its lease lasts, and again if it did not end', async () => {
      await add('a')
      const [a] = await claim()
      expect(a).toEqual({ widget_id, id: 'a', kind: 'test', payload: { id: 'a' }, tries: 1, lease: expect.any(String) })
      expect(await claim()).toEqual([])
      await add('b')
      const [late] = await claim(10, -1)
      expect(late).toMatchObject({ id: 'b', tries: 1 })
      const [again] = await claim()
      expect(again).toMatchObject({ id: 'b', tries: 2 })
      // the first run comes late: the job is not its any more
      await ended(late, { kind: 'done' })
      await ended(again, { kind: 'failed', retryMs: -1, error: 'x' })
      const [third] = await claim()
      expect(third).toMatchObject({ id: 'b', tries: 3 })
      await ended(third, { kind: 'done' })
      await ended(a, { kind: 'done' })
      expect(await claim(10, -1)).toEqual([])
    })

    test('JOB-1 a run that was frozen ends no later run, also where the number of tries began again', async () => {
      await add('a')
      const [frozen] = await claim(10, -1)
      const [next] = await claim()
      await ended(next, { kind: 'again' })
      const [later] = await claim()
      expect(later?.tries).toBe(frozen?.tries)
      await ended(frozen, { kind: 'done' })
      await store.chat.renewJob({ widget_id, id: 'a', lease: frozen?.lease ?? '', leaseMs: -1 })
      expect(await claim()).toEqual([])
      await ended(later, { kind: 'done' })
      await add('a')
      const [again] = await claim()
      await ended(later, { kind: 'done' })
      await ended(again, { kind: 'failed', retryMs: -1, error: 'x' })
      expect(await ids(claim())).toEqual(['a'])
    })

    test('JOB-2 adding a job again makes no second one; one that was given up begins again', async () => {
      await add('a')
      await add('a')
      const [a] = await claim()
      expect(a?.id).toBe('a')
      await add('a')
      expect(await claim()).toEqual([])
      await ended(a, { kind: 'failed', retryMs: null, error: 'no hope' })
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
