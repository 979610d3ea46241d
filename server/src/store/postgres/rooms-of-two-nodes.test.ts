import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { sql } from 'kysely'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { openStore, type Store } from '../index.ts'
import { testPostgres } from '../testing/test-postgres.ts'

// The first test that needs PostgreSQL starts it, which takes a while on a busy machine.
setDefaultTimeout(60_000)

const MOST_ROOMS = 200

/** The stores of two nodes on one database. */
let nodes: Store[]
let widgetId: number
let remove: () => Promise<void>
beforeAll(async () => {
  const database = await testPostgres()
  remove = database.remove
  const open = () =>
    openStore({ dataDir: '', databaseUrl: database.url, clock: systemClock, log: silentLog, mostRooms: MOST_ROOMS })
  nodes = [await open(), await open()]
  const widget = { name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 }
  const made = nodes[0]?.control.insertInto('widget').values(widget).returning('id').executeTakeFirstOrThrow()
  widgetId = (await made)?.id ?? 0
})
afterAll(async () => {
  for (const node of nodes) await node.close()
  await remove()
})

const node = (n: number) => (nodes[n % 2] as Store).chat

test('ROOM-1 two nodes that create the same pipes at the same moment create one room each', async () => {
  const made = await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      node(n).makeRoom({
        widgetId,
        pipe: `room ${Math.floor(n / 2) % 25}`,
        title: null,
        isPublic: true,
        ownerId: `u${n}`,
        userIds: [],
      }),
    ),
  )
  expect(made.filter(({ created }) => created)).toHaveLength(25)
  expect(new Set(made.map(({ roomId }) => roomId)).size).toBe(25)
})

test('ROOM-6 the number of members is right when two nodes change them at the same time, without a deadlock', async () => {
  const rooms = await Promise.all(
    ['north', 'south'].map(async (pipe) => {
      const input = { widgetId, pipe, title: null, isPublic: true, ownerId: 'ann', userIds: [] }
      return (await node(0).makeRoom(input)).roomId
    }),
  )
  const change = (n: number, act: 'join' | 'leave', user: string) =>
    node(n).changeMembers({
      widgetId,
      roomId: rooms[n % 3 ? 0 : 1] ?? 0,
      by: user,
      siteAdmin: false,
      act,
      userIds: [user],
    })
  await Promise.all(Array.from({ length: 300 }, (_, n) => change(n, 'join', `u${n}`)))
  await Promise.all(Array.from({ length: 300 }, (_, n) => (n % 5 ? change(n, 'leave', `u${n}`) : null)))
  for (const roomId of rooms) {
    const { members } = await node(0).membersOf(widgetId, roomId, { cursor: null, limit: 1_000 })
    expect((await node(1).roomOf(widgetId, roomId, 'ann'))?.room.memberCount).toBe(members.length)
    expect(members.length).toBeGreaterThan(10)
  }
})

test('LIFE-6 ROOM-6 member counts are right and seq is dense, though connections break and writes fail', async () => {
  const input = { widgetId, pipe: 'broken', title: null, isPublic: true, ownerId: 'ann', userIds: ['u0', 'u1'] }
  const { roomId } = await node(0).makeRoom(input)
  const control = (nodes[0] as Store).control
  const breakSome = sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' limit 2`
  let broken = 0
  for (let round = 0; round < 6; round++) {
    const acts = Array.from({ length: 120 }, async (_, n) => {
      const user = `u${(n * 7 + round) % 30}`
      const act = (['join', 'leave', 'add', 'remove', 'ban', 'join'] as const)[(n + round) % 6] ?? 'join'
      const by = act === 'join' || act === 'leave' ? user : 'ann'
      await node(n).changeMembers({ widgetId, roomId, by, siteAdmin: false, act, userIds: [user] })
      const text = n % 5 === 0 ? 'NUL\0' : 'hi'
      await node(n).appendMessage({
        widgetId,
        roomId,
        senderId: user,
        clientId: crypto.randomUUID(),
        text,
        replyTo: null,
      })
    })
    const breaking = Bun.sleep(10).then(() => breakSome.execute(control).catch(() => null))
    await Promise.allSettled([...acts, breaking])
    broken += (await breaking)?.rows.length ?? 0
  }
  expect(broken).toBeGreaterThan(0)
  const { members } = await node(0).membersOf(widgetId, roomId, { cursor: null, limit: 100 })
  expect((await node(1).roomOf(widgetId, roomId, 'ann'))?.room).toMatchObject({ memberCount: members.length })
  const messages = await node(0).messagesBefore(widgetId, roomId, null, 1_000)
  expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1))
  expect(messages.every(({ text }) => text === 'hi')).toBe(true)
  expect(messages.length).toBeGreaterThan(0)
})

test('LIMIT-8 a user who joins rooms on two nodes at the same time gets as many rooms as allowed', async () => {
  const make = (n: number) =>
    node(n).makeRoom({ widgetId, pipe: `joined ${n}`, title: null, isPublic: true, ownerId: null, userIds: [] })
  const rooms = await Promise.all(Array.from({ length: MOST_ROOMS + 40 }, (_, n) => make(n)))
  const joined = await Promise.all(
    rooms.map(({ roomId }, n) =>
      node(n).changeMembers({ widgetId, roomId, by: 'zoe', siteAdmin: false, act: 'join', userIds: ['zoe'] }),
    ),
  )
  expect(joined.filter(({ kind }) => kind === 'changed')).toHaveLength(MOST_ROOMS)
  expect(await node(0).roomCountOf(widgetId, 'zoe', 1_000)).toBe(MOST_ROOMS)
})
