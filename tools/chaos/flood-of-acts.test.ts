import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { slowActs } from './flood-of-each-act.ts'

// The short form of the scenario "a flood of each act".

test('WRITE-3 LIMIT-3 a burst of any kind of request keeps another widget from no ack', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'imbachat-flood-'))
  try {
    const { slow, silent } = await slowActs({ users: 8, each: 120, rooms: 10, dataDir: join(dataDir, 'data') })
    expect(slow).toEqual([])
    // a new kind of request that is always refused needs values in `any-request.ts`
    expect(silent).toEqual([])
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
})
