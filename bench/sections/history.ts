import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { startChild } from '../child.ts'
import { percentileMs } from '../histogram.ts'
import type { Client } from '../load/dialects.ts'
import type { Stage } from '../stage.ts'
import { atMost, ms, type Table, whole } from '../table.ts'
import { addRooms, addUsers } from '../world/fill.ts'
import { OURS_ROOT, serve } from '../world/serve.ts'
import { makeWorld } from '../world/world.ts'

const LONG_ROOM = 1
const PAGE = 50

/** Pages of a very long room, and of a very long list of rooms, requested on one connection. */
export async function history(stage: Stage): Promise<Table[]> {
  const { plan } = stage
  const load = loadavg()[0] ?? 0
  const last = plan.historyMessages
  const world = await makeWorld(async (db, widgetId) => {
    await addUsers(db, widgetId, ['u1', 'u2'])
    await addRooms(db, widgetId, [{ id: LONG_ROOM, members: ['u1'], messages: last }])
    const rooms = Array.from({ length: plan.longList }, (_, index) => index + 2)
    await addRooms(
      db,
      widgetId,
      rooms.map((id) => ({ id, members: ['u2', `peer${id}`], messages: 2 })),
    )
  })
  stage.after(world.remove)
  // With search, the server would index a million messages meanwhile, since they were written past it.
  const server = await serve(world, OURS_ROOT, { SEARCH: 'off' })
  const list = (before: number) =>
    JSON.stringify({ t: 'messages.list', id: 0, room_id: LONG_ROOM, before_seq: before, limit: PAGE })
  const scattered = (from: number) => Array.from({ length: plan.pages }, (_, n) => list(from + ((n * 7919) % PAGE)))
  const reader = world.client('u1', LONG_ROOM)
  const asked: { what: string; client: Client; frames: string[] }[] = [
    { what: 'newest page', client: reader, frames: scattered(last - PAGE) },
    { what: 'page in the middle', client: reader, frames: scattered(Math.floor(last / 2)) },
    { what: 'oldest page', client: reader, frames: scattered(PAGE + 1) },
    {
      what: `first page of ${whole(plan.longList)} rooms`,
      client: world.client('u2', 2),
      frames: Array.from({ length: Math.ceil(plan.pages / 5) }, () =>
        JSON.stringify({ t: 'rooms.list', id: 0, limit: PAGE }),
      ),
    },
  ]
  const rows: { what: string; p50: number; p99: number; bytes: number }[] = []
  async function measure(port: number, { what, client, frames }: (typeof asked)[number]): Promise<void> {
    // A warm-up: the code gets compiled, the pages are in memory.
    const warm = frames.slice(0, 100)
    await stage.processes[0]?.run({ t: 'ask', port, client, frames: warm })
    const report = await stage.processes[0]?.run({ t: 'ask', port, client, frames })
    if (!report) return
    const { roundTrip, bytes } = report
    rows.push({
      what,
      p50: percentileMs(roundTrip, 0.5),
      p99: percentileMs(roundTrip, 0.99),
      bytes: bytes / frames.length,
    })
  }
  for (const one of asked) await measure(server.port, one)
  await server.stop()
  const bare = await startChild([process.execPath, fileURLToPath(new URL('../peers/bun-pages.ts', import.meta.url))])
  stage.after(bare.stop)
  await measure(bare.port, { what: 'Bun, as many bytes from memory', client: reader, frames: scattered(PAGE + 1) })
  return [
    {
      title: `History of a room of ${whole(last)} messages`,
      how:
        `Pages of ${PAGE}, one after another, round trip as the client sees it: transport, parsing, rights, store, ` +
        `answer. ${whole(plan.pages)} requests for each kind of page, and a fifth of that for the list of rooms. ` +
        'Without the search, which would index all messages meanwhile. The last line is what Bun and the load take ' +
        'for themselves.',
      columns: ['page', 'p50', 'p99', 'bytes'],
      rows: rows.map(({ what, p50, p99, bytes }) => [what, ms(p50), ms(p99), whole(bytes)]),
      verdicts: rows.slice(0, 3).map(({ what, p99 }) => atMost(`history, ${what}, p99`, p99, 1, ms)),
      load,
      data: rows,
    },
  ]
}
