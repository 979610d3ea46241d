import { type AppOverrides, type Assembled, assemble } from '../app.ts'
import { type Config, resolveConfig } from '../config/config.ts'
import { CHEAP_PASSWORDS } from '../dashboard/accounts/testing/cheap-passwords.ts'
import { dataDirWithTables } from '../store/testing/data-dir.ts'

/** Of every part. It is not asked for: the secret of a server takes a write. */
const SECRET = 'the secret of all servers that are only assembled'

export interface Testbed {
  /** its parts, wired as in a real server. Nothing listens, and no job runs */
  app: Assembled
  stop(): Promise<void>
}

/**
 * The parts of a server, for tests of single ones. It takes no port, and no lock: two may share a folder.
 * @param given differs from the settings of a server on this machine
 */
export async function assembled(
  given: Partial<Config> & Pick<Config, 'publicUrl' | 'limits'>,
  overrides: AppOverrides,
): Promise<Testbed> {
  const { dataDir, remove } =
    given.dataDir === undefined ? await dataDirWithTables() : { dataDir: given.dataDir, remove() {} }
  const own = resolveConfig({ DATA_DIR: dataDir, SECRET, SEARCH: 'off', CALLS_UDP_PORT: 0, CALLS_MEDIA_PORT: 0 })
  const app = await assemble(
    // sites and receivers of webhooks are on this machine
    { ...own, ...given, dataDir, loopback: true },
    { passwordCost: CHEAP_PASSWORDS, ...overrides },
  )
  return {
    app,
    async stop() {
      await app.stop()
      remove()
    },
  }
}
