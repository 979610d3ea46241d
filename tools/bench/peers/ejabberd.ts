// The strongest peer that stores what it is told: ejabberd as Debian has it, its archive in PostgreSQL, and no more of it than the bench needs.
// Its rooms give a message to the archive and wait for the commit before they send it to anybody (`mod_mam:muc_filter_message`).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, startChild } from '../child.ts'
import { XMPP } from '../load/xmpp-socket.ts'

/**
 * Without a node's name, so that it looks for no other nodes and starts no daemon that would stay. As many processes as `ejabberdctl` allows;
 * and threads that have nothing to do sleep, which spares a third of its CPU at low rates and costs nothing at high ones.
 */
const ERLANG = ['erl', '-noshell', '+Bd', '+P', '250000', '+sbwt', 'none', '+sbwtdcpu', 'none', '+sbwtdio', 'none']
/** At the end of its input, or when its output has nobody left to read it, it goes, and its folder with it. */
const endWithInput = (folder: string) =>
  `spawn(fun Read() -> case io:get_line("") of Line when is_list(Line) -> Read(); _ -> application:stop(os_mon), ` +
  `file:del_dir_r("${folder}"), erlang:halt(0, [{flush, false}]) end end)`

/** Connections to the database that it shares among its rooms: its own default. */
const POOL = 10

/** Where the libraries of the ejabberd on this machine are; null: it has none. */
export function ejabberdLibraries(): string | null {
  // Debian puts it where only root looks for commands.
  const command = Bun.which('ejabberdctl', { PATH: `${process.env.PATH}:/usr/sbin` })
  if (command === null || Bun.which('erl') === null) return null
  return /^ERL_LIBS='?([^'\n]+)/m.exec(readFileSync(command, 'utf8'))?.[1] ?? null
}

/** JSON is YAML. Users are anybody, rooms are made by who comes first; nothing slows anybody down, nothing but the archive is kept. */
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

/** It ends with this process, however that ends. @param databaseUrl an empty database; it makes its tables @throws Error when it does not start */
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

function freePort(): number {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  const { port } = listener
  listener.stop(true)
  return port
}
