import { type AppOverrides, type Assembled, assemble } from '../app.ts'
import { type Config, resolveConfig } from '../config/config.ts'
import { CHEAP_PASSWORDS } from '../dashboard/accounts/testing/cheap-passwords.ts'
import { dataDirWithTables } from '../store/testing/data-dir.ts'

/** The secret of every test server. It is fixed, since storing a random one costs a write. */
const SECRET = 'the secret of all servers that are only assembled'

export interface Testbed {
  /** the parts of a server, wired as in a real one. Nothing listens, and no job runs. */
  app: Assembled
  stop(): Promise<void>
}

/**
 * Assembles a server for tests of single parts. It takes no port and no lock, so two may share a folder.
 * @param given settings that differ from the defaults
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
  ).catch((error: unknown) => {
    remove()
    throw error
  })
  return { app, stop: () => app.stop().finally(remove) }
}
