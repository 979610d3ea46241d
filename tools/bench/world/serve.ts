import { fileURLToPath } from 'node:url'
import { type Child, startChild } from '../child.ts'
import type { World } from './world.ts'

/** The server as an operator starts it, behind a proxy that tells visitors' addresses: so its limits per address are as they are. */
export function serve(world: World): Promise<Child> {
  const command = [
    process.execPath,
    fileURLToPath(new URL('../../../server/src/cli/main.ts', import.meta.url)),
    'serve',
  ]
  return startChild(command, {
    PORT: '0',
    DATA_DIR: world.dataDir,
    LOG_LEVEL: 'warn',
    TRUSTED_PROXIES: '127.0.0.0/8',
    // One reader asks for page after page as fast as they come.
    FRAMES_PER_SECOND: '100000',
    ...(world.databaseUrl === undefined ? {} : { DATABASE_URL: world.databaseUrl }),
  })
}
