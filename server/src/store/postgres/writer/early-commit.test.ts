import { afterAll, afterEach, expect, spyOn, test } from 'bun:test'
import { Client } from 'pg'
import { refusalOf } from '../../../../../sdk/src/testing/refusal-of.ts'
import { eventually, until } from '../../../../../sdk/src/testing/until.ts'
import { systemClock } from '../../../chat/clock.ts'
import { silentLog } from '../../../chat/log.ts'
import { DEFAULT_LIMITS } from '../../../config/limits.ts'
import { openStore } from '../../index.ts'
import { sendAll } from '../../statements/finish.ts'
import { cutAtCommit } from '../../testing/cut-at-commit.ts'
import { testPostgresWithTables } from '../../testing/test-postgres.ts'
import { writes } from '../../writes/index.ts'

const { url, remove } = await testPostgresWithTables()
const between = await cutAtCommit(url)
// few connections: all rooms share a lane
const { chat, control, close } = await openStore({
  dataDir: '',
  databaseUrl: between.url,
  clock: systemClock,
  log: silentLog,
  limits: { ...DEFAULT_LIMITS, DATABASE_CONNECTIONS: 5 },
})
const operator = new Client({ connectionString: url })
await operator.connect()
const { id: widget_id } = await control
  .insertInto('widget')
  .values({ name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 })
  .returning('id')
  .executeTakeFirstOrThrow()

afterAll(async () => {
  await operator.end()
  await close()
  between.close()
  await remove()
})

afterEach(() => operator.query('drop trigger if exists refusing on message'))

/** A dialog of two with one message. */
async function dialog(user_id: string) {
  const { room_id } = await chat.openDialog({ widget_id, user_id, peer_id: 'bob', needAccess: false })
  await chat.appendMessage({ widget_id, room_id, sender_id: user_id, client_id: 'a', text: 'hi', reply_to: null })
  return room_id
}

const react = (room_id: number) =>
  chat.changeReactions({ widget_id, room_id, seq: 1, changes: [{ user_id: 'bob', emoji: '👍', on: true }] })

const reactions = (room_id: number) =>
  control.selectFrom('reaction').select('emoji').where('room_id', '=', room_id).execute()

const revOf = async (room_id: number) =>
  (await control.selectFrom('room').select('last_rev').where('id', '=', room_id).executeTakeFirstOrThrow()).last_rev

/** The last statement that a reaction in this room sends is refused. */
async function refuseIn(room_id: number): Promise<void> {
  await operator.query(`
    create or replace function refuse() returns trigger language plpgsql as
      'begin raise exception ''refused by the test''; end';
    create trigger refusing before update on message for each row
      when (old.room_id = ${room_id}) execute function refuse()`)
}

test('MSG-2 if the last statement of a write fails, the commit that was sent with it stores nothing', async () => {
  const room_id = await dialog('ann')
  const rev = await revOf(room_id)
  await refuseIn(room_id)
  expect((await refusalOf(react(room_id))).message).toContain('refused by the test')
  expect(await reactions(room_id)).toEqual([])
  expect(await revOf(room_id)).toBe(rev)
})

test('MSG-2 a write that fails behind others of its batch does not undo them', async () => {
  const rooms = [await dialog('cid'), await dialog('dan'), await dialog('eve')] as const
  await refuseIn(rooms[1])
  const [first, second, third] = await Promise.all([react(rooms[0]), refusalOf(react(rooms[1])), react(rooms[2])])
  expect([first, third]).toMatchObject([{ changed: true }, { changed: true }])
  expect(second.message).toContain('refused by the test')
  expect((await Promise.all(rooms.map(reactions))).map((of) => of.length)).toEqual([1, 0, 1])
})

test('MSG-5 a repeat that shares its batch with a refused write is answered as a repeat', async () => {
  const rooms = [await dialog('gus'), await dialog('ida')] as const
  expect(await react(rooms[0])).toMatchObject({ changed: true })
  await refuseIn(rooms[1])
  const [again, refused] = await Promise.all([react(rooms[0]), refusalOf(react(rooms[1]))])
  expect(refused.message).toContain('refused by the test')
  expect(again).toMatchObject({ changed: false })
})

test('LIFE-20 if a commit that left with the last statements has no answer, its change is stored and told once', async () => {
  const room_id = await dialog('fay')
  const rev = await revOf(room_id)
  between.cutNext()
  const cuts = between.cuts()
  expect(await react(room_id)).toMatchObject({ changed: true, message: { rev: rev + 1 } })
  expect(between.cuts()).toBe(cuts + 1)
  expect(await reactions(room_id)).toHaveLength(1)
  expect(await revOf(room_id)).toBe(rev + 1)
})

test('LIFE-20 connections that break at any moment store each reaction once', async () => {
  const room_id = await dialog('hal')
  const rev = await revOf(room_id)
  let breaking = true
  let changes = 0
  /** Puts a reaction and takes it away again. */
  async function toggle(user_id: string): Promise<void> {
    for (let on = true; breaking; on = !on) {
      const change = { user_id, emoji: '👍', on }
      const { changed } = await chat.changeReactions({ widget_id, room_id, seq: 1, changes: [change] })
      // its own first try is no repetition: nobody was told of it
      expect(changed).toBe(true)
      changes++
    }
  }
  const toggling = Promise.all(['hal', 'bob'].map(toggle))
  for (let cut = 0; cut < 6; cut++) {
    const before = changes
    await until(() => changes >= before + 10, '10 more changes are stored')
    await operator.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> ' +
        "pg_backend_pid() and query ~ 'begin|commit|room|message|reaction'",
    )
  }
  breaking = false
  await toggling
  expect((await revOf(room_id)) - rev).toBe(changes)
  const stored = (await reactions(room_id)).length
  // the connection that reads may have been cut, too
  const [message] = await eventually(() => chat.messagesBefore(widget_id, room_id, null, 1))
  expect(message?.reactions?.[0]?.count ?? 0).toBe(stored)
})

test('a statement behind the commit of its transaction is refused and not sent', async () => {
  const faulty = spyOn(writes.touchUser, 'run').mockImplementation(
    async (db, inputs, _limits, finish = sendAll(db)) => {
      await finish(db.selectFrom('widget').select('id'))
      await db.deleteFrom('widget').execute()
      return inputs.map(() => undefined)
    },
  )
  try {
    const refusal = await refusalOf(chat.touchUser({ widget_id, user_id: 'gus' }))
    expect(refusal.message).toBe('a statement came behind the commit of its transaction')
    expect(await control.selectFrom('widget').select('id').execute()).toHaveLength(1)
  } finally {
    faulty.mockRestore()
  }
})
