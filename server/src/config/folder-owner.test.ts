import { afterEach, describe, expect, test } from 'bun:test'
import { chownSync, linkSync, lstatSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { giveToFolderOwner, makePrivate } from './folder-owner.ts'

const OWNER = 65_532

const folders: string[] = []
afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true })
})

function folderOf(owner: number): string {
  const path = mkdtempSync(join(tmpdir(), 'imbachat-owner-'))
  folders.push(path)
  chownSync(path, owner, owner)
  return path
}

describe.skipIf(process.getuid?.() !== 0)('OPS-3 root', () => {
  const ways: [string, (target: string, path: string) => void][] = [
    ['symbolic', symlinkSync],
    ['hard', linkSync],
  ]
  test.each(ways)('root gives no file away by a %s link in the folder of another user', (_, makeLink) => {
    const target = join(folderOf(0), 'of-root')
    writeFileSync(target, 'x', { mode: 0o644 })
    const path = join(folderOf(OWNER), 'server.lock')
    makeLink(target, path)
    expect(() => makePrivate(path)).toThrow(`${path} is a link, and this is root`)
    expect(statSync(target)).toMatchObject({ uid: 0, mode: 0o100644 })
  })

  test('root makes no file where a link of another user leads', () => {
    const target = join(folderOf(0), 'missing')
    const path = join(folderOf(OWNER), 'server.lock')
    symlinkSync(target, path)
    expect(() => makePrivate(path)).toThrow('is a link')
    expect(statSync(target, { throwIfNoEntry: false })).toBeUndefined()
  })

  test('root gives a link away, and not what it leads to', () => {
    const target = join(folderOf(0), 'of-root')
    writeFileSync(target, 'x')
    const path = join(folderOf(OWNER), 'secret.1')
    symlinkSync(target, path)
    giveToFolderOwner(path)
    expect([lstatSync(path).uid, statSync(target).uid]).toEqual([OWNER, 0])
  })

  test('root still follows its own links in its own folder', () => {
    const target = join(folderOf(0), 'elsewhere')
    const path = join(folderOf(0), 'imbachat.sqlite')
    symlinkSync(target, path)
    makePrivate(path)
    expect(statSync(target).mode & 0o777).toBe(0o600)
  })
})
