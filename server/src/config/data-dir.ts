import { accessSync, constants, mkdirSync } from 'node:fs'
import { ConfigError } from './env.ts'

/** Makes DATA_DIR when it is missing, for this user only. @throws ConfigError when nothing can be kept there */
export function openDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    accessSync(dataDir, constants.W_OK | constants.X_OK)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : String(error)
    throw new ConfigError(`DATA_DIR is ${JSON.stringify(dataDir)}: this user can't keep files there (${reason})`)
  }
}
