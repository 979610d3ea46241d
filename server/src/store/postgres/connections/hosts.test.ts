import { expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../../../chat/log.ts'
import { ConfigError } from '../../../config/config-error.ts'
import { parseEnv } from '../../../config/env.ts'
import { hostOf, hostsOf, splitHosts } from './hosts.ts'
import { timelineFile } from './timeline-file.ts'

test('FAIL-1 DATABASE_URL with several hosts is one address for each of them', () => {
  const url = 'postgres://chat:p%40ss@db1:5432,db2,[::1]:5433/chat?sslmode=verify-full&target_session_attrs=read-write'
  expect(splitHosts(url)).toEqual({
    addresses: ['db1:5432', 'db2', '[::1]:5433'].map(
      (host) => `postgres://chat:p%40ss@${host}/chat?sslmode=verify-full`,
    ),
    primaryOnly: true,
  })
  expect(splitHosts('postgres://db/chat?target_session_attrs=primary&sslmode=require')).toEqual({
    addresses: ['postgres://db/chat?sslmode=require'],
    primaryOnly: true,
  })
  expect(splitHosts('postgres://db/chat')).toEqual({ addresses: ['postgres://db/chat'], primaryOnly: false })
})

test('a wrong DATABASE_URL is refused by one line that shows no password', () => {
  const wrong = [
    'mysql://db/chat',
    'postgres://',
    'postgres://a:secret@db1,/chat',
    'postgres://a:secret@db1:x,db2/chat',
  ]
  for (const url of [...wrong, 'postgres://a:secret@db/chat?target_session_attrs=standby']) {
    try {
      parseEnv({ DATABASE_URL: url })
      throw new Error(`${url} was accepted`)
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError)
      expect(String(error)).toMatch(/DATABASE_URL is a value that is not shown: (must be like|target_session_attrs)/)
      expect(String(error)).not.toContain('secret')
    }
  }
})

test('of several hosts the next one is tried after the current one failed, and only then', () => {
  const hosts = hostsOf('postgres://a:secret@db1:1,db2:2/chat')
  const [first, second] = ['postgres://a:secret@db1:1/chat', 'postgres://a:secret@db2:2/chat']
  expect(hosts.current()).toBe(first)
  hosts.failed(second)
  expect(hosts.current()).toBe(first)
  hosts.failed(first)
  hosts.failed(first)
  expect(hosts.current()).toBe(second)
  expect(hostOf(second)).toBe('db2:2')
})

test('FAIL-9 a broken or unwritable file of the newest timeline costs a line in the log, and no start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-hosts-'))
  const file = join(folder, 'postgres-timeline')
  const lines: string[] = []
  const log = { ...silentLog, warn: (line: string) => void lines.push(line) }
  const address = 'postgres://db4:1/chat'
  const hosts = hostsOf('postgres://db4:1,db5:2/chat')
  for (const broken of ['', '{"system":', 'null', '{}']) {
    writeFileSync(file, broken)
    hosts.rememberIn(timelineFile(file, log))
    expect(lines.splice(0)).toEqual([expect.stringContaining("postgres-timeline can't be read")])
  }
  hosts.reached(address, { system: 'a', number: 2 })
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ system: 'a', number: 2 })
  expect(statSync(file).mode & 0o077).toBe(0)
  expect(readdirSync(folder)).toEqual(['postgres-timeline'])
  rmSync(folder, { recursive: true })
  hosts.reached(address, { system: 'a', number: 3 })
  expect(lines).toEqual([expect.stringContaining("postgres-timeline can't be written")])
  expect(() => hosts.reached(address, { system: 'a', number: 2 })).toThrow('an old primary')
})
