import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Makes a fresh DATA_DIR; `remove` deletes it. */
export function freshDataDir(): { dataDir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'imbachat-'))
  return { dataDir: join(dir, 'data'), remove: () => rmSync(dir, { recursive: true, force: true }) }
}
