import { join } from 'node:path'
import { type Child, startChild } from '../child.ts'
import type { World } from './world.ts'

/** This version. */
export const OURS_ROOT = join(import.meta.dir, '../..')

/**
 * The server as a server administrator starts it, behind a proxy that reports visitors' addresses, so that the limits
 * per address apply as usual.
 * @param root folder of the version
 * @param settings more of them, by their names in the environment
 */
export function serve(
  world: Pick<World, 'dataDir' | 'databaseUrl'>,
  root = OURS_ROOT,
  settings: Record<string, string> = {},
): Promise<Child> {
  const command = [process.execPath, join(root, 'server/src/cli/main.ts'), 'serve']
  return startChild(command, {
    PORT: '0',
    DATA_DIR: world.dataDir,
    LOG_LEVEL: 'warn',
    TRUSTED_PROXIES: '127.0.0.0/8',
    // One reader requests page after page at full speed.
    FRAMES_PER_SECOND: '0',
    FRAMES_PER_SECOND_PER_ADDRESS: '0',
    ...(world.databaseUrl === undefined ? {} : { DATABASE_URL: world.databaseUrl }),
    ...settings,
  })
}
