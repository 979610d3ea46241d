import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { Client } from 'pg'
import { freshPostgresDatabase } from '../../server/src/store/testing/postgres-database.ts'
import { startPostgresServer } from '../../server/src/store/testing/postgres-server.ts'
import { startLoadProcess } from '../load/fleet.ts'
import { BODY_CHARS, connectClients, leave } from '../talking.ts'
import { ejabberdConfig, ejabberdLibraries, startEjabberd } from './ejabberd.ts'

test('the configuration of ejabberd archives rooms in the given database, and admits users on loopback alone', () => {
  const config = JSON.parse(ejabberdConfig(5222, 'postgres://chat:secret@127.0.0.1:5433/archive'))
  expect(config).toMatchObject({
    default_db: 'sql',
    sql_type: 'pgsql',
    sql_server: '127.0.0.1',
    sql_port: 5433,
    sql_database: 'archive',
    sql_username: 'chat',
    sql_password: 'secret',
    listen: [{ port: 5222, ip: '127.0.0.1' }],
    modules: { mod_muc: { default_room_options: { mam: true } }, mod_mam: { default: 'always' } },
  })
})

// Runs only where ejabberd is installed (apt-get install --no-install-recommends ejabberd erlang-p1-pgsql).
const libraries = ejabberdLibraries()
const WAITING = `select 1 from pg_locks where not granted and relation = 'archive'::regclass`
if (libraries !== null) {
  test('a message is in the archive on disk before any member receives it and before its sender gets the ack', async () => {
    const postgres = await startPostgresServer()
    const { url } = await freshPostgresDatabase(postgres.url)
    const child = await startEjabberd(libraries, url)
    const load = startLoadProcess()
    try {
      const clients = [1, 2, 3].flatMap((room) =>
        Array.from({ length: 10 }, (_, index) => ({ room, token: `u${index}`, widgetId: 0 })),
      )
      const peer = await connectClients({ name: 'ejabberd', dialect: 'xmpp', child, processes: [load], clients })
      const client = new Client({ connectionString: url })
      await client.connect()
      await client.query('begin; lock table archive in exclusive mode')
      await load.run({ t: 'mark' })
      const pace = { kind: 'window', rooms: 3, perRoom: 2 } as const
      await load.run({ t: 'talk', fleet: peer.name, pace, bodyChars: BODY_CHARS })
      // The message waits for the locked archive: no member has received it.
      while ((await client.query(WAITING)).rowCount === 0) await Bun.sleep(10)
      expect(await load.run({ t: 'report' })).toMatchObject({ sent: 6, acked: 0, delivered: 0 })
      await client.query('commit')
      while ((await load.run({ t: 'report' })).sent < 30) await Bun.sleep(10)
      await load.run({ t: 'silence' })
      let report = await load.run({ t: 'report' })
      while (report.delivered < report.sent * 10) {
        await Bun.sleep(10)
        report = await load.run({ t: 'report' })
      }
      expect(report).toMatchObject({ acked: report.sent, delivered: report.sent * 10, refused: 0 })
      const { rows } = await client.query(
        `select count(*)::int as archived, min(length(txt)) as shortest, max(length(txt)) as longest,
           current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous from archive`,
      )
      await client.end()
      expect(rows).toEqual([
        { archived: report.sent, shortest: BODY_CHARS, longest: BODY_CHARS, fsync: 'on', synchronous: 'on' },
      ])
      await leave(peer)
    } finally {
      await load.end()
      await child.stop()
      await postgres.remove()
    }
  })

  test('ejabberd ends with the process that started it, even if that process is killed', async () => {
    const postgres = await startPostgresServer()
    try {
      const { url } = await freshPostgresDatabase(postgres.url)
      const module = JSON.stringify(new URL('./ejabberd.ts', import.meta.url))
      const script = `const { startEjabberd } = await import(${module})
        console.log((await startEjabberd(...${JSON.stringify([libraries, url])})).pid)
        setInterval(() => undefined, 60_000)`
      const owner = Bun.spawn([process.execPath, '-e', script], { stdout: 'pipe', stderr: 'ignore' })
      const { value } = await owner.stdout.getReader().read()
      const itself = `/proc/${Number(new TextDecoder().decode(value))}`
      expect(existsSync(itself)).toBe(true)
      owner.kill('SIGKILL')
      while (existsSync(itself)) await Bun.sleep(20)
    } finally {
      await postgres.remove()
    }
  })
}
