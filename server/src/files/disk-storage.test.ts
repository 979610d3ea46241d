import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../chat/log.ts'
import { diskStorage } from './disk-storage.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'imbachat-disk-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const given = (text: string): string => {
  const path = join(folder, 'given')
  writeFileSync(path, text)
  return path
}
const refusal = (attempt: Promise<unknown>) => attempt.catch((error: unknown) => error)

test('a file is taken over, read whole or in part, and removed; the given one stays until it is removed itself', async () => {
  const storage = diskStorage(join(folder, 'files'), silentLog)
  await storage.put('7/ab/abc.original', given('0123456789'))
  expect(readFileSync(join(folder, 'given'), 'utf8')).toBe('0123456789')
  expect(await new Response(await storage.read('7/ab/abc.original')).text()).toBe('0123456789')
  expect(await new Response(await storage.read('7/ab/abc.original', { start: 2, end: 4 })).text()).toBe('234')
  await storage.put('7/ab/abc.original', given('0123456789'))
  expect([await storage.size('7/ab/abc.original'), await storage.size('7/ab/none.original')]).toEqual([10, null])
  await storage.remove('7/ab/abc.original')
  await storage.remove('7/ab/abc.original')
  expect(await refusal(storage.read('7/ab/abc.original'))).toMatchObject({ code: 'file_not_found' })
  expect(readdirSync(join(folder, 'files/7/ab'))).toEqual([])
})

test('FILE-16 an error of the disk is logged, and the caller learns that it may work later', async () => {
  const errors: string[] = []
  const log = { ...silentLog, error: (message: string) => void errors.push(message) }
  // a file stands where the folder should be
  const storage = diskStorage(given('no folder'), log)
  const put = await refusal(storage.put('7/ab/abc.original', given('x')))
  expect(put).toMatchObject({ code: 'storage_unavailable', retryAfterMs: 5_000 })
  expect(String(put)).not.toContain(folder)
  expect(errors).toEqual(['a file could not be stored'])
})
