import { expect, test } from 'bun:test'
import { memoryFolder } from './memory-folder.ts'

const GIB = 1024 ** 3
const found = (mounts: string, free = 16 * GIB) => memoryFolder(mounts, () => free)

test('tests use the folder in memory if it is large enough', () => {
  expect(found('shm /dev/shm tmpfs rw,nosuid,nodev 0 0\n')).toBe('/dev/shm')
  expect(found('shm /dev/shm tmpfs rw,nosuid,nodev 0 0\n', GIB)).toBeNull()
})

test('a folder in memory is not used if it is not tmpfs, is read-only or starts no programs', () => {
  expect(found('')).toBeNull()
  expect(found('/dev/sda1 /dev/shm ext4 rw 0 0\n')).toBeNull()
  expect(found('shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=65536k 0 0\n')).toBeNull()
  expect(found('shm /dev/shm tmpfs ro,relatime 0 0\n')).toBeNull()
})
