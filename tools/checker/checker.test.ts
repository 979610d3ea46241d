import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@imbachat/server/chat/clock'
import { silentLog } from '@imbachat/server/chat/log'
import { openStore } from '@imbachat/server/store/index'
import fc from 'fast-check'
import { check } from './check.ts'
import type { Entry } from './history.ts'
import { dice } from './testing/dice.ts'
import { LOG_MUTATIONS } from './testing/log-mutations.ts'
import { OWN_MUTATIONS } from './testing/own-mutations.ts'
import { all } from './testing/places.ts'
import { REACTION_MUTATIONS } from './testing/reaction-mutations.ts'
import { removal, SEEN_MUTATIONS } from './testing/seen-mutations.ts'
import { STORED_MUTATIONS } from './testing/stored-mutations.ts'
import { validRun } from './testing/valid-run.ts'

const RUNS = 1_000
const MUTATIONS = { ...STORED_MUTATIONS, ...SEEN_MUTATIONS }
const seed = Number(process.env.CHECKER_SEED ?? Date.now() % 2 ** 31)
const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 })

test('a run that keeps all promises passes, with lost acks, lost events and broken connections in it', () => {
  fc.assert(
    fc.property(seeds, (world) => {
      const { entries, store } = validRun(world, { withLog: true })
      expect(check(entries, store)).toEqual([])
    }),
    { seed, numRuns: 200 },
  )
})

test(`the checker finds every kind of broken promise in ${RUNS} and more runs`, () => {
  const caught = new Map<string, number>()
  const each = Math.ceil(RUNS / Object.keys(MUTATIONS).length)
  for (const [name, mutate] of Object.entries(MUTATIONS)) {
    fc.assert(
      fc.property(seeds, (world) => {
        const run = validRun(world)
        fc.pre(mutate(run, dice(world + 1)))
        expect(check(run.entries, run.store), name).not.toEqual([])
        caught.set(name, (caught.get(name) ?? 0) + 1)
      }),
      { seed, numRuns: each, maxSkipsPerRun: 200 },
    )
  }
  expect([...caught.values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(RUNS)
})

for (const [name, { finds, mutate }] of Object.entries({ ...REACTION_MUTATIONS, ...OWN_MUTATIONS, ...LOG_MUTATIONS })) {
  test(`the rule of ${finds} finds in 20 runs: ${name}`, () => {
    fc.assert(
      fc.property(seeds, (world) => {
        const run = validRun(world, { withLog: name in LOG_MUTATIONS })
        fc.pre(mutate(run, dice(world + 1)))
        const found = check(run.entries, run.store)
        expect(found.filter((line) => line.startsWith(`${finds}:`))).not.toEqual([])
      }),
      { seed, numRuns: 20, maxSkipsPerRun: 200 },
    )
  })
}

test('a removed member may receive events for one more second, and again after they are added', () => {
  const run = validRun(7)
  const live = all(run, 'received').at(-1)
  const other = run.entries.find(({ widget, user }) => widget === live?.widget && user !== live.user)
  if (!live || !other) throw new Error('no client received an event')
  const checked = (...more: Entry[]) => check([...run.entries, ...more], run.store)
  expect(checked(...removal(other, live, live.at - 1_001))).toHaveLength(1)
  expect(checked(...removal(other, live, live.at - 900))).toEqual([])
  const [asked, changed] = removal(other, live, live.at - 5_000)
  if (asked?.t !== 'members_asked' || changed?.t !== 'members_changed') throw new Error('no removal')
  const added: Entry = { ...asked, change: -2, act: 'add', at: live.at - 4_000 }
  expect(checked(asked, changed, added)).toEqual([])
})

test('the command reads histories and a data directory, reports broken promises, and sets the exit code', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'imbachat-checker-'))
  const store = await openStore({ dataDir: dir, clock: systemClock, log: silentLog })
  await store.control
    .insertInto('widget')
    .values({ name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 })
    .execute()
  const { room_id } = await store.chat.openDialog({ widget_id: 1, user_id: 'ann', peer_id: 'bob', needAccess: false })
  const sent = { widget_id: 1, room_id, sender_id: 'ann', client_id: 'one', text: 'hello', reply_to: null }
  const outcome = await store.chat.appendMessage(sent)
  await store.close()
  if (outcome.kind !== 'appended') throw new Error(outcome.kind)

  const { created_at, seq, rev } = outcome.message
  const stamp = { client: 'ann', user: 'ann', widget: 1, at: 1, room: room_id, client_id: 'one' }
  const history: Entry[] = [
    { ...stamp, t: 'sent', text: 'hello' },
    { ...stamp, t: 'acked', seq, rev, created_at },
  ]
  const path = join(dir, 'history.jsonl')
  const write = (entries: Entry[]) => writeFileSync(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))

  write(history)
  expect(command(path, '--data-dir', dir)).toEqual([0, '2 entries, 1 stored messages, 0 broken promises'])
  write([...history, { ...stamp, t: 'acked', seq: 2, rev: 2, created_at }])
  const [code, said] = command(path, '--data-dir', dir)
  expect(code).toBe(1)
  expect(said).toContain('MSG-1: ann got the ack of one as widget 1 room 1 seq 2, which is not stored')
  expect(command(path)[0]).toBe(2)
  rmSync(dir, { recursive: true })
})

function command(...args: string[]): [code: number, said: string] {
  const done = Bun.spawnSync([process.execPath, join(import.meta.dir, 'main.ts'), ...args], { stderr: 'ignore' })
  return [done.exitCode, done.stdout.toString().trim()]
}
