import { expect, test } from 'bun:test'
import { ConfigError, parseEnv } from '../../config/env.ts'
import { hostOf, hostsOf, splitHosts } from './hosts.ts'

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
