import { afterAll, beforeAll, expect, test } from 'bun:test'
import { sql } from 'kysely'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { DEFAULT_LIMITS } from '../../config/limits.ts'
import { openStore } from '../index.ts'
import type { Store } from '../store.ts'
import { testPostgresWithTables } from '../testing/test-postgres.ts'

const MOST_ROOMS = 200

/** The stores of two nodes on one database. */
let nodes: Store[]
let widget_id: number
let remove: () => Promise<void>
beforeAll(async () => {
  const database = await testPostgresWithTables()
  remove = database.remove
  const open = () =>
    openStore({
      dataDir: '',
      databaseUrl: database.url,
      clock: systemClock,
      log: silentLog,
      limits: { ...DEFAULT_LIMITS, ROOMS_PER_USER: MOST_ROOMS, ROOM_LIVE_MEMBERS: 0 },
    })
  nodes = [await open(), await open()]
  const widget = { name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 }
  const made = nodes[0]?.control.insertInto('widget').values(widget).returning('id').executeTakeFirstOrThrow()
  widget_id = (await made)?.id ?? 0
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
        widget_id,
        pipe: `room ${Math.floor(n / 2) % 25}`,
        title: null,
        is_public: true,
        ownerId: `u${n}`,
        user_ids: [],
      }),
    ),
  )
  expect(made.filter(({ created }) => created)).toHaveLength(25)
  expect(new Set(made.map(({ room_id }) => room_id)).size).toBe(25)
})

test('ROOM-6 the number of members is right when two nodes change them at the same time, without a deadlock', async () => {
  const rooms = await Promise.all(
    ['north', 'south'].map(async (pipe) => {
      const input = { widget_id, pipe, title: null, is_public: true, ownerId: 'ann', user_ids: [] }
      return (await node(0).makeRoom(input)).room_id
    }),
  )
  const change = (n: number, act: 'join' | 'leave', user: string) =>
    node(n).changeMembers({
      widget_id,
      room_id: rooms[n % 3 ? 0 : 1] ?? 0,
      by: user,
      siteAdmin: false,
      act,
      user_ids: [user],
    })
  await Promise.all(Array.from({ length: 300 }, (_, n) => change(n, 'join', `u${n}`)))
  await Promise.all(Array.from({ length: 300 }, (_, n) => (n % 5 ? change(n, 'leave', `u${n}`) : null)))
  for (const room_id of rooms) {
    const { members } = await node(0).membersOf(widget_id, room_id, { cursor: null, limit: 1_000 })
    expect((await node(1).roomOf(widget_id, room_id, 'ann'))?.room.member_count).toBe(members.length)
    expect(members.length).toBeGreaterThan(10)
  }
})

test('LIFE-6 ROOM-6 member counts are right and seq is dense, though connections break and writes fail', async () => {
  const input = { widget_id, pipe: 'broken', title: null, is_public: true, ownerId: 'ann', user_ids: ['u0', 'u1'] }
  const { room_id } = await node(0).makeRoom(input)
  const control = (nodes[0] as Store).control
  const breakSome = sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' limit 2`
  let broken = 0
  for (let round = 0; round < 6; round++) {
    let over = false
    const acts = Array.from({ length: 120 }, async (_, n) => {
      const user = `u${(n * 7 + round) % 30}`
      const act = (['join', 'leave', 'add', 'remove', 'ban', 'join'] as const)[(n + round) % 6] ?? 'join'
      const by = act === 'join' || act === 'leave' ? user : 'ann'
      await node(n).changeMembers({ widget_id, room_id, by, siteAdmin: false, act, user_ids: [user] })
      const text = n % 5 === 0 ? 'NUL\0' : 'hi'
      await node(n).appendMessage({
        widget_id,
        room_id,
        sender_id: user,
        client_id: crypto.randomUUID(),
        text,
        reply_to: null,
      })
    })
    const acting = Promise.allSettled(acts).then(() => {
      over = true
    })
    // On a busy machine, no connection may have begun its work at the first look.
    for (let some = 0; some === 0 && !over; broken += some) {
      await Bun.sleep(10)
      some = (await breakSome.execute(control).catch(() => null))?.rows.length ?? 0
    }
    await acting
  }
  expect(broken).toBeGreaterThan(0)
  const { members } = await node(0).membersOf(widget_id, room_id, { cursor: null, limit: 100 })
  expect((await node(1).roomOf(widget_id, room_id, 'ann'))?.room).toMatchObject({ member_count: members.length })
  const messages = await node(0).messagesBefore(widget_id, room_id, null, 1_000)
  expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1))
  expect(messages.every(({ text }) => text === 'hi')).toBe(true)
  expect(messages.length).toBeGreaterThan(0)
})

test('LIMIT-8 a user who joins rooms on two nodes at the same time gets as many rooms as allowed', async () => {
  const make = (n: number) =>
    node(n).makeRoom({ widget_id, pipe: `joined ${n}`, title: null, is_public: true, ownerId: null, user_ids: [] })
  const rooms = await Promise.all(Array.from({ length: MOST_ROOMS + 40 }, (_, n) => make(n)))
  const joined = await Promise.all(
    rooms.map(({ room_id }, n) =>
      node(n).changeMembers({ widget_id, room_id, by: 'zoe', siteAdmin: false, act: 'join', user_ids: ['zoe'] }),
    ),
  )
  expect(joined.filter(({ kind }) => kind === 'changed')).toHaveLength(MOST_ROOMS)
  expect(await node(0).roomCountOf(widget_id, 'zoe', 1_000)).toBe(MOST_ROOMS)
})
