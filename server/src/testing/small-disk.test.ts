import { afterAll, beforeAll, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0
const ready = { http: 200, status: 'ready', database: 'ok', disk: 'ok', bus: 'ok' }

/** What `testing/small-disk.ts` saw on a disk of 120 MB, of which files leave 20 MB free. */
let saw: Record<string, unknown> = {}
let disk: string
beforeAll(async () => {
  disk = mkdtempSync(join(tmpdir(), 'imbachat-small-'))
  if (!canMount) return
  const program = join(import.meta.dir, 'small-disk.ts')
  const script = `mount -t tmpfs -o size=120m tmpfs '${disk}' && exec "$0" '${program}'`
  const run = Bun.spawn(['unshare', '-rm', 'sh', '-c', script, process.execPath], {
    env: { ...process.env, SMALL_DISK: disk },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  saw = JSON.parse(await new Response(run.stdout).text())
})
afterAll(() => rmdirSync(disk))

const small = test.skipIf(!canMount)

small('FILE-41 files that don’t fit beside all announced ones are refused when they are announced', () => {
  expect(saw).toMatchObject({ announcing: 'storage_unavailable', announced: true })
})

small('FILE-41 bytes that would use up the reserve are refused as they arrive, and messages go on', () => {
  expect(saw).toMatchObject({ arriving: 503, reserveIsKept: true, neighbourWhileLow: 'ok' })
})

small(
  'FAIL-6 on a full disk users’ writes are refused with storage_unavailable, and reading and signing in go on',
  () => {
    expect(saw).toMatchObject({ messagesWhenFull: ['storage_unavailable'], reading: 2, signingIn: ['ok', 'ok'] })
  },
)

small('FAIL-7 a server starts on a full disk, removes what is to be removed, and users write again', () => {
  expect(saw).toMatchObject({ deleting: 204, recovers: true, readyAgain: ready })
})

small('FAIL-8 /ready says with 503 what is low or full, while /health is 200', () => {
  expect(saw.readyAtFirst).toEqual(ready)
  expect(saw.readyWhileLow).toMatchObject({ http: 503, status: 'not_ready', disk: 'low', database: 'ok' })
  expect(saw.readyWhenFull).toMatchObject({ http: 503, status: 'not_ready', disk: 'full', database: 'read_only' })
  expect(saw.health).toBe(200)
})

small(
  'MAIL-32 administrators get a mail that the disk is full, when it fills up and when a server starts on it',
  () => {
    const mail = { to: ['admin@shop.example'], saysFull: true }
    expect([saw.mailedAtStart, saw.mailedWhileRunning]).toEqual([mail, mail])
  },
)
