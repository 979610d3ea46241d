import { loadavg } from 'node:os'
import { silentLog } from '../../server/src/chat/log.ts'
import { openSearch } from '../../server/src/store/search/open-search.ts'
import { percentileMs } from '../histogram.ts'
import type { Client } from '../load/dialects.ts'
import type { Stage } from '../stage.ts'
import { atMost, micros, ms, type Table, whole } from '../table.ts'
import { addRooms, addUsers } from '../world/fill.ts'
import { serve } from '../world/serve.ts'
import { makeWorld, type World } from '../world/world.ts'

const LARGE_ROOM = 1
const OTHER_ROOMS = 300
/** rooms of the user who has few: their marks stand in the query */
const FEW = 40
const PAGE = 20
/** Milliseconds of the design for any search. */
const TARGET = 50

/** Different words. The first ones are frequent, as in any language: the first stands in a quarter of the messages. */
const WORDS = 1_000
const WORDS_EACH = 8
const SYLLABLES = 'калотимусеранопевидорузабегимачеликуфатысошоюляхемнирбодвозжапу'
/** In the last message of each room: when it is found, the room is indexed. */
const LAST = 'финиш'

const wordOf = (x: number): string =>
  [x, Math.floor(x / 30), Math.floor(x / 900)]
    .map((part) => SYLLABLES.slice((part % 30) * 2, (part % 30) * 2 + 2))
    .join('')

/** The same in SQL, on both databases, where `n.i` is the message's number and `r` its room. */
function textInSql(): string {
  const word = (k: number) => {
    // PostgreSQL's plain integers end at two thousand millions
    const hash = `((cast(n.i as bigint) * 7919 + r.id * 104729 + ${k * 15_485_863}) % ${WORDS})`
    const x = `(${hash} * ${hash} / ${WORDS})`
    const syllable = (part: string) => `substr('${SYLLABLES}', cast(1 + 2 * (${part} % 30) as integer), 2)`
    return [syllable(x), syllable(`(${x} / 30)`), syllable(`(${x} / 900)`)].join(' || ')
  }
  const words = Array.from({ length: WORDS_EACH }, (_, k) => word(k)).join(" || ' ' || ")
  return `${words} || case when n.i = r.last_seq then ' ${LAST}' else '' end`
}

/** Search in many messages, on both databases. */
export async function search(stage: Stage): Promise<Table[]> {
  const tables = [await searchOn(stage, 'SQLite', undefined)]
  const url = await stage.postgres()
  if (url !== null) tables.push(await searchOn(stage, 'PostgreSQL', url))
  return tables
}

async function searchOn(stage: Stage, database: string, databaseUrl: string | undefined): Promise<Table> {
  const { plan } = stage
  const load = loadavg()[0] ?? 0
  const large = Math.floor(plan.searchedMessages * 0.3)
  const each = Math.ceil((plan.searchedMessages - large) / OTHER_ROOMS)
  const rooms = Array.from({ length: OTHER_ROOMS }, (_, index) => ({
    id: index + 2,
    members: index < FEW ? ['u1', 'u2'] : ['u1'],
    messages: each,
  }))
  const world = await makeWorld(async (db, widgetId) => {
    await addUsers(db, widgetId, ['u1', 'u2'])
    const all = [{ id: LARGE_ROOM, members: ['u1'], messages: large }, ...rooms]
    await addRooms(db, widgetId, all, textInSql())
  }, databaseUrl)
  stage.after(world.remove)
  const indexing = await indexed(world, [LARGE_ROOM, ...rooms.map(({ id }) => id)])
  const server = await serve(world)

  const words = (n: number, count: number) =>
    Array.from({ length: count }, (_, k) => wordOf((n * 37 + k * 211) % WORDS)).join(' ')
  const frames = (count: number, more: object) =>
    Array.from({ length: plan.searches }, (_, n) =>
      JSON.stringify({ t: 'messages.search', id: 0, query: words(n, count), limit: PAGE, ...more }),
    )
  const inLarge = { room_id: LARGE_ROOM }
  const many = world.client('u1', LARGE_ROOM)
  const asked: { what: string; client: Client; frames: string[] }[] = [
    { what: `one word, room of ${whole(large)}`, client: many, frames: frames(1, inLarge) },
    { what: `two words, room of ${whole(large)}`, client: many, frames: frames(2, inLarge) },
    { what: `one word, all ${OTHER_ROOMS + 1} rooms of a user`, client: many, frames: frames(1, {}) },
    { what: `two words, all ${OTHER_ROOMS + 1} rooms of a user`, client: many, frames: frames(2, {}) },
    { what: `one word, all ${FEW} rooms of a user`, client: world.client('u2', 2), frames: frames(1, {}) },
  ]
  const rows: { what: string; p50: number; p99: number }[] = []
  for (const { what, client, frames } of asked) {
    // A warm-up: the code gets compiled, the pages are in memory.
    await stage.processes[0]?.run({ t: 'ask', port: server.port, client, frames: frames.slice(0, 50) })
    const report = await stage.processes[0]?.run({ t: 'ask', port: server.port, client, frames })
    if (!report) continue
    rows.push({ what, p50: percentileMs(report.roundTrip, 0.5), p99: percentileMs(report.roundTrip, 0.99) })
  }
  await server.stop()
  const perMessage = (indexing.ms * 1_000) / plan.searchedMessages
  return {
    title: `Search in ${whole(plan.searchedMessages)} messages, ${database}`,
    how:
      `Messages of ${WORDS_EACH} words out of ${whole(WORDS)}, the frequent ones as frequent as in a language. ` +
      `First pages of ${PAGE}, one after another, ${whole(plan.searches)} of each kind, round trip as the client ` +
      `sees it. The index was made in ${(indexing.ms / 1_000).toFixed(1)} s, ${micros(perMessage)} a message.`,
    columns: ['search', 'p50', 'p99'],
    rows: rows.map(({ what, p50, p99 }) => [what, ms(p50), ms(p99)]),
    verdicts: rows.map(({ what, p99 }) => atMost(`search, ${database}, ${what}, p99`, p99, TARGET, ms)),
    load,
    data: { rows, indexing },
  }
}

/** Makes the index before the server starts, so that nothing else runs while it is measured. */
async function indexed({ dataDir, databaseUrl, widgetId }: World, rooms: readonly number[]): Promise<{ ms: number }> {
  const started = performance.now()
  const index = await openSearch({ dataDir, databaseUrl, log: silentLog, atFullSpeed: true })
  try {
    for (const room of rooms) index.changed(widgetId, room)
    const wanted = {
      widget_id: widgetId,
      user_id: 'u1',
      query: LAST,
      from_user: null,
      has: null,
      after: null,
      before: null,
    }
    for (const room_id of rooms) {
      const isThere = async () => (await index.find({ ...wanted, room_id, cursor: null, limit: 1 })).found.length > 0
      while (!(await isThere())) await Bun.sleep(50)
    }
  } finally {
    await index.close()
  }
  return { ms: performance.now() - started }
}
