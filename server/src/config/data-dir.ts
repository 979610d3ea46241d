import { accessSync, constants, mkdirSync } from 'node:fs'
import { ConfigError } from './env.ts'

/**
 * Creates DATA_DIR if it is missing, with access for this user only. @throws ConfigError if the folder is not writable
 */
export function openDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    accessSync(dataDir, constants.W_OK | constants.X_OK)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : String(error)
    throw new ConfigError(`DATA_DIR is ${JSON.stringify(dataDir)}: this user can't keep files there (${reason})`)
  }
}
