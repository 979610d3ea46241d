// The strongest peer that stores messages: ejabberd from Debian, its archive in PostgreSQL, with only the parts that
// the bench needs. Its rooms write a message to the archive and wait for the commit before they send it to any member
// (`mod_mam:muc_filter_message`).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@imbachat/server/testing/free-port'
import { type Child, startChild } from '../child.ts'
import { XMPP } from '../load/xmpp-socket.ts'

/**
 * Without a node name, so that it looks for no other nodes and starts no daemon that would stay. It may run as many
 * processes as `ejabberdctl` allows. Idle threads sleep, which saves a third of its CPU at low rates and costs nothing
 * at high ones.
 */
const ERLANG = ['erl', '-noshell', '+Bd', '+P', '250000', '+sbwt', 'none', '+sbwtdcpu', 'none', '+sbwtdio', 'none']
/** When its input ends, or when nothing reads its output any more, it stops and its folder is removed. */
const endWithInput = (folder: string) =>
  `spawn(fun Read() -> case io:get_line("") of Line when is_list(Line) -> Read(); _ -> application:stop(os_mon), ` +
  `file:del_dir_r("${folder}"), erlang:halt(0, [{flush, false}]) end end)`

/** Database connections that its rooms share: ejabberd's default. */
const POOL = 10

/** The folder of ejabberd's libraries on this machine; null: it is not installed. */
export function ejabberdLibraries(): string | null {
  // Debian installs it where only root's PATH looks.
  const command = Bun.which('ejabberdctl', { PATH: `${process.env.PATH}:/usr/sbin` })
  if (command === null || Bun.which('erl') === null) return null
  return /^ERL_LIBS='?([^'\n]+)/m.exec(readFileSync(command, 'utf8'))?.[1] ?? null
}

/**
 * JSON is valid YAML. Any user may connect, the first user creates a room, there are no rate limits, and only the
 * archive is stored.
 */
export function ejabberdConfig(port: number, databaseUrl: string): string {
  const { hostname, port: sqlPort, pathname, username, password } = new URL(databaseUrl)
  return JSON.stringify({
    hosts: [XMPP.host],
    loglevel: 'error',
    auth_method: 'anonymous',
    anonymous_protocol: 'sasl_anon',
    listen: [{ port, ip: '127.0.0.1', module: 'ejabberd_c2s', shaper: 'none' }],
    default_db: 'sql',
    sql_type: 'pgsql',
    sql_server: hostname,
    sql_port: Number(sqlPort),
    sql_database: pathname.slice(1),
    sql_username: username,
    sql_password: password,
    sql_pool_size: POOL,
    modules: {
      mod_muc: { host: XMPP.rooms, history_size: 0, default_room_options: { mam: true } },
      mod_mam: { default: 'always' },
    },
  })
}

/**
 * It ends with this process, however that ends. @param databaseUrl an empty database, in which it creates its tables
 * @throws Error if it does not start
 */
export async function startEjabberd(libraries: string, databaseUrl: string): Promise<Child> {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-ejabberd-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const port = freePort()
    writeFileSync(join(folder, 'ejabberd.yml'), ejabberdConfig(port, databaseUrl))
    const child = await startChild(
      [
        ...[...ERLANG, '-mnesia', 'dir', `"${folder}/spool"`, '-eval', endWithInput(folder)],
        ...['-s', 'ejabberd', '-eval', `io:format("listening on ${port}~n")`],
      ],
      {
        HOME: folder,
        ERL_LIBS: libraries,
        EJABBERD_CONFIG_PATH: join(folder, 'ejabberd.yml'),
        EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
      },
    )
    return {
      ...child,
      async stop() {
        await child.stop()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}
