import { afterEach, beforeEach, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../../config/config-error.ts'
import { freshDataDir } from '../testing/data-dir.ts'
import { lockDataDir } from './data-dir-lock.ts'

let dataDir: string
let remove: () => void

beforeEach(() => {
  ;({ dataDir, remove } = freshDataDir())
  mkdirSync(dataDir)
})
afterEach(() => remove())

const pidFile = () => join(dataDir, 'server.pid')
const refusal = () =>
  lockDataDir(dataDir, 0).then(
    () => null,
    (error: unknown) => error,
  )

test('LIFE-8 a second lock of a DATA_DIR is refused with one line that names the first process', async () => {
  const first = await lockDataDir(dataDir)
  expect(readFileSync(pidFile(), 'utf8')).toBe(`${process.pid}\n`)
  expect(statSync(pidFile()).mode & 0o777).toBe(0o600)
  const error = await refusal()
  expect(error).toBeInstanceOf(ConfigError)
  expect(String(error)).toContain(`DATA_DIR is "${dataDir}": process ${process.pid} already serves it`)
  first.release()
  expect(existsSync(pidFile())).toBe(false)
  const second = await lockDataDir(dataDir, 0)
  first.release()
  expect(await refusal()).toBeInstanceOf(ConfigError)
  second.release()
})

test('LIFE-8 a lock without references is not garbage collected', async () => {
  await lockDataDir(dataDir)
  for (let round = 0; round < 5; round++) {
    Bun.gc(true)
    await Bun.sleep(1)
  }
  expect(await refusal()).toBeInstanceOf(ConfigError)
})

test.each(['4194999\n', `${process.pid}\n`, 'not a pid', ''])(
  'LIFE-8 a pid file left by an earlier server (%j) does not block a start',
  async (text) => {
    writeFileSync(pidFile(), text)
    const lock = await lockDataDir(dataDir, 0)
    expect(readFileSync(pidFile(), 'utf8')).toBe(`${process.pid}\n`)
    lock.release()
  },
)

test('LIFE-8 a starting server waits for a server that is ending', async () => {
  const ending = await lockDataDir(dataDir)
  const next = lockDataDir(dataDir)
  ending.release()
  ;(await next).release()
})
