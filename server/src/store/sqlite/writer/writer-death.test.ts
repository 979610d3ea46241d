import { expect, test } from 'bun:test'
import { mkdirSync } from 'node:fs'
import { refusalOf } from '../../../../../sdk/src/testing/refusal-of.ts'
import { silentLog } from '../../../chat/log.ts'
import { DEFAULT_LIMITS } from '../../../config/limits.ts'
import { freshDataDir } from '../../testing/data-dir.ts'
import { openWriter } from './writer.ts'

test("MSG-1 when the writer's thread dies, waiting writes are refused and the process is notified", async () => {
  const { dataDir, remove } = freshDataDir()
  mkdirSync(dataDir, { recursive: true })
  const died = Promise.withResolvers<Error>()
  const writer = await openWriter({
    path: `${dataDir}/imbachat.sqlite`,
    now: Date.now(),
    limits: DEFAULT_LIMITS,
    log: silentLog,
    onDeath: died.resolve,
    thread: new URL('../../testing/dying-writer.ts', import.meta.url),
  })
  const touch = () => writer.write('touchUser', { at: 0, widget_id: 1, user_id: 'ann' })
  expect((await refusalOf(touch())).message).toContain('thread ended')
  expect((await died.promise).message).toContain('thread ended')
  expect((await refusalOf(touch())).message).toContain('thread ended')
  await writer.close()
  remove()
})

test('closing a writer does not report its death', async () => {
  const { dataDir, remove } = freshDataDir()
  mkdirSync(dataDir, { recursive: true })
  let deaths = 0
  const writer = await openWriter({
    path: `${dataDir}/imbachat.sqlite`,
    now: Date.now(),
    limits: DEFAULT_LIMITS,
    log: silentLog,
    onDeath: () => deaths++,
  })
  await writer.close()
  expect(deaths).toBe(0)
  remove()
})
