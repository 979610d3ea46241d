import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { BlobFacts } from '../../chat/attachments/file.ts'
import { storageKey } from '../../chat/attachments/ports.ts'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { findRadosgw, startRadosgw } from '../../files/testing/radosgw.ts'
import { openStore } from '../../store/index.ts'
import { runCli } from '../run-cli.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'imbachat-copy-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

/** Stores `count` files, each with a small picture; their bytes are their keys. */
async function fill(count: number): Promise<string[]> {
  const store = await openStore({ dataDir, clock: systemClock, log: silentLog })
  const keys: string[] = []
  for (let n = 0; n < count; n++) {
    const id = `blob${n}`
    const own = (['original', 'thumb'] as const).map((variant) => storageKey(1, id, variant))
    for (const key of own) write(join('files', key), key)
    const [original, thumb] = own.map((key) => ({ type: 'image/webp', size: key.length }))
    const facts = { kind: 'image', variants: { original, thumb } } as BlobFacts
    await store.control
      .insertInto('blob')
      .values({ widget_id: 1, id, content: id, size: 1, facts: JSON.stringify(facts) })
      .execute()
    keys.push(...own)
  }
  const reserved = { widget_id: 1, id: 'x', content: 'new x', size: 1, facts: '{}', unused_since: 1 }
  await store.control.insertInto('blob').values(reserved).execute()
  await store.close()
  return keys
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(dataDir, path)), { recursive: true })
  writeFileSync(join(dataDir, path), text)
}

async function copy(args: string[], env: Record<string, string> = {}) {
  const output: string[] = []
  const io = { print: (line: string) => output.push(line), complain: (line: string) => output.push(line) }
  const given = { ...io, env: { DATA_DIR: dataDir, ...env }, readInput: async () => '' }
  return { code: await runCli(['files', 'copy', ...args], given), output: output.join('\n') }
}

test('files are copied into a folder, again only what is new, and back', async () => {
  const keys = await fill(3)
  const backup = join(dataDir, 'backup')
  expect(await copy(['--to', backup])).toEqual({ code: 0, output: 'Copied 6 files; 0 were there already.' })
  for (const key of keys) expect(readFileSync(join(backup, key), 'utf8')).toBe(key)
  rmSync(join(backup, keys[0] ?? ''))
  expect((await copy(['--to', backup])).output).toBe('Copied 1 files; 5 were there already.')
  rmSync(join(dataDir, 'files'), { recursive: true })
  expect((await copy(['--from', backup])).output).toBe('Copied 6 files; 0 were there already.')
  rmSync(join(dataDir, 'files', keys[5] ?? ''))
  const { code, output } = await copy(['--to', join(dataDir, 'other')])
  expect([code, output]).toEqual([
    1,
    expect.stringContaining(`1 files are missing in the source; the first: ${keys[5]}`),
  ])
})

test('one place twice, and S3 without its settings, are wrong usage', async () => {
  await fill(0)
  expect(await copy([])).toMatchObject({ code: 2, output: expect.stringContaining('two places') })
  expect(await copy(['--to', 's3'])).toMatchObject({ code: 2, output: expect.stringContaining('S3_BUCKET') })
})

test.skipIf(!findRadosgw())('files move to S3 and come back', async () => {
  const s3 = await startRadosgw()
  try {
    const { endpoint = '', bucket, region = '', accessKeyId, secretAccessKey } = s3.settings
    const keys = { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey }
    const env = { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region, ...keys }
    const stored = await fill(2)
    expect(await copy(['--to', 's3'], env)).toEqual({ code: 0, output: 'Copied 4 files; 0 were there already.' })
    expect((await copy(['--to', 's3'], env)).output).toBe('Copied 0 files; 4 were there already.')
    rmSync(join(dataDir, 'files'), { recursive: true })
    expect((await copy(['--from', 's3'], env)).code).toBe(0)
    for (const key of stored) expect(readFileSync(join(dataDir, 'files', key), 'utf8')).toBe(key)
  } finally {
    await s3.remove()
  }
})
