import { afterAll, beforeAll, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDataDir } from './data-dir.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'imbachat-data-dir-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0
const main = new URL('../cli/main.ts', import.meta.url).pathname

/** Starts the server with a small file system as DATA_DIR, which no other process sees. */
function serveOn(options: string): { code: number | null; stderr: string } {
  const dir = join(folder, 'disk')
  mkdirSync(dir, { recursive: true })
  const script = `mount -t tmpfs -o ${options} tmpfs '${dir}' && exec "$0" ${main} serve`
  const run = spawnSync('unshare', ['-rm', 'sh', '-c', script, process.execPath], {
    env: { ...process.env, DATA_DIR: dir, PORT: '0' },
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { code: run.status, stderr: run.stderr }
}

test('FAIL-4 a folder that can be written is left as it was', () => {
  openDataDir(join(folder, 'new'))
  expect(readdirSync(join(folder, 'new'))).toEqual([])
})

test('FAIL-4 a DATA_DIR that is a file is refused by a line that says what to do', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(() => openDataDir(file)).toThrow(`DATA_DIR is "${file}": it is a file, choose a folder (EEXIST)`)
  expect(() => openDataDir(join(file, 'in'), 'FILES_DIR')).toThrow('FILES_DIR is')
})

test.skipIf(!canMount)('FAIL-4 on a full disk the start ends with code 2 and one line', () => {
  const { code, stderr } = serveOn('size=32k')
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('the disk is full, make room (ENOSPC)')])
  expect(code).toBe(2)
})

test.skipIf(!canMount)('FAIL-4 on a read-only file system the start ends with code 2 and one line', () => {
  const { code, stderr } = serveOn('ro')
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('the file system is read-only')])
  expect(code).toBe(2)
})
