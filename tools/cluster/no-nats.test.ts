import { expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { refusalOf } from '../../sdk/src/testing/refusal-of.ts'
import { startCluster } from './cluster.ts'

test('without a nats-server, nothing of a cluster stays', async () => {
  const { TMPDIR, NATS_SERVER_PATH } = process.env
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-no-cluster-'))
  Object.assign(process.env, { TMPDIR: folder, NATS_SERVER_PATH: join(folder, 'nats-server') })
  try {
    expect(await refusalOf(startCluster())).toBeInstanceOf(Error)
    expect(readdirSync(folder)).toEqual([])
  } finally {
    for (const [name, before] of Object.entries({ TMPDIR, NATS_SERVER_PATH })) {
      if (before === undefined) delete process.env[name]
      else process.env[name] = before
    }
    rmSync(folder, { recursive: true, force: true })
  }
})
