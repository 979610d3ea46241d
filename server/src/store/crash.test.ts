import { expect, test } from 'bun:test'
import { systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import { openStore } from './index.ts'
import { freshDataDir } from './testing/data-dir.ts'

test('MSG-1 MSG-3 LIFE-2 a process killed under load loses no acked message, and the next process continues', async () => {
  const { dataDir, remove } = freshDataDir()
  const acked = new Map<number, string>()
  for (let round = 0; round < 3; round++) await writeUntilKilled(dataDir, round, acked)

  const store = await openStore({ dataDir, clock: systemClock, log: silentLog })
  const rows = await store.readDb.selectFrom('message').select(['seq', 'client_id']).orderBy('seq').execute()
  const room = await store.readDb.selectFrom('room').select(['last_seq', 'last_rev']).executeTakeFirstOrThrow()
  await store.close()
  remove()

  expect(rows.map((row) => row.seq)).toEqual(rows.map((_, index) => index + 1))
  expect(room).toEqual({ last_seq: rows.length, last_rev: rows.length })
  const stored = new Map(rows.map((row) => [row.seq, row.client_id]))
  expect([...acked].filter(([seq, client_id]) => stored.get(seq) !== client_id)).toEqual([])
})

async function writeUntilKilled(dataDir: string, round: number, acked: Map<number, string>): Promise<void> {
  const script = new URL('./testing/append-forever.ts', import.meta.url).pathname
  const writer = Bun.spawn([process.execPath, script, dataDir, String(round)], { stdout: 'pipe', stderr: 'inherit' })
  const before = acked.size
  let rest = ''
  for await (const chunk of writer.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [seq = '', client_id = ''] = line.split(' ')
      acked.set(Number(seq), client_id)
    }
    if (acked.size > before + 500) writer.kill('SIGKILL')
  }
  await writer.exited
  if (acked.size <= before + 500) throw new Error('the writer ended without being killed')
}
