import { join } from 'node:path'
import type { Config } from '../../config/config.ts'

const COMMAND_LINE = join(import.meta.dir, '../../cli/main.ts')

/** Runs `imbachat backup` beside the server, on the same database: reading every row must not keep the chat waiting. */
export const backupProcess =
  ({ dataDir, databaseUrl, secret, publicUrl }: Config) =>
  (path: string): { ended: Promise<number>; stop(): void } => {
    const child = Bun.spawn([process.execPath, '--no-orphans', COMMAND_LINE, 'backup', '--to', path], {
      env: {
        PATH: process.env.PATH ?? '',
        // in a container, where the file system may be read-only
        ...(process.env.TMPDIR !== undefined && { TMPDIR: process.env.TMPDIR }),
        DATA_DIR: dataDir,
        PUBLIC_URL: publicUrl,
        ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
        ...(secret !== undefined && { SECRET: secret }),
      },
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'ignore',
    })
    return { ended: child.exited, stop: () => child.kill() }
  }
