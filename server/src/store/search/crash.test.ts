import { expect, test } from 'bun:test'
import { until } from '../../../../sdk/src/testing/until.ts'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { openStore } from '../index.ts'
import { freshDataDir } from '../testing/data-dir.ts'
import { testPostgresWithTables } from '../testing/test-postgres.ts'
import { openSearch } from './open-search.ts'

interface Place {
  dataDir: string
  databaseUrl?: string
  remove(): Promise<void> | void
}

const databases: [string, () => Promise<Place> | Place][] = [
  ['SQLite', freshDataDir],
  [
    'PostgreSQL',
    async () => {
      const { url, remove } = await testPostgresWithTables()
      return { dataDir: '', databaseUrl: url, remove }
    },
  ],
]

test.each(databases)(
  'SEARCH-7 an index on %s whose process was killed while indexing has every message once after the next start',
  async (_name, make) => {
    const { remove, ...where } = await make()
    for (let round = 0; round < 2; round++) await indexUntilKilled(where)
    const store = await openStore({ ...where, clock: systemClock, log: silentLog })
    const search = await openSearch({ ...where, log: silentLog })
    const { last_seq: last } = await store.readDb.selectFrom('room').select('last_seq').executeTakeFirstOrThrow()
    const query = { widget_id: 1, user_id: 'ann', query: 'words', room_id: 1, from_user: null, has: null, after: null }
    const place = { before: null, cursor: null, limit: 50 }
    const found = async () => (await search.find({ ...query, ...place })).found[0]?.seq
    await until(async () => (await found()) === last, 'the index has the last message')
    const seen: number[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await search.find({ ...query, ...place, cursor: cursor || null })
      seen.push(...page.found.map(({ seq }) => seq))
      cursor = page.next
    }
    await search.close()
    await store.close()
    await remove()
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: last }, (_, n) => n + 1))
  },
)

async function indexUntilKilled({ dataDir, databaseUrl }: Omit<Place, 'remove'>): Promise<void> {
  const script = new URL('../testing/search-forever.ts', import.meta.url).pathname
  const writer = Bun.spawn([process.execPath, script, dataDir], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  let acks = 0
  for await (const chunk of writer.stdout.pipeThrough(new TextDecoderStream())) {
    acks += chunk.split('\n').length - 1
    if (acks > 400) writer.kill('SIGKILL')
  }
  await writer.exited
  if (acks <= 400) throw new Error('the writer ended without being killed')
}
