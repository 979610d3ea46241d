import { expect, test } from 'bun:test'
import { memoryFolder } from './memory-folder.ts'

test('a folder in memory that starts no programs, or is none, is not used for tests', () => {
  expect(memoryFolder('')).toBeNull()
  expect(memoryFolder('/dev/sda1 /dev/shm ext4 rw 0 0\n')).toBeNull()
  expect(memoryFolder('shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=65536k 0 0\n')).toBeNull()
  expect(memoryFolder('shm /dev/shm tmpfs ro,relatime 0 0\n')).toBeNull()
})
