import { expect, test } from 'bun:test'
import { resolveConfig } from './config.ts'
import { parseEnv } from './env.ts'

test('NATS_URL is one address or several; without it the node has no bus to other nodes', () => {
  const natsUrl = (NATS_URL?: string) => resolveConfig(parseEnv({ NATS_URL })).natsUrl
  expect(natsUrl()).toBeUndefined()
  expect(natsUrl('nats://127.0.0.1:4222')).toBe('nats://127.0.0.1:4222')
  expect(natsUrl('tls://a:4222, tls://user:word@b:4222')).toBe('tls://a:4222, tls://user:word@b:4222')
})

test('NODE-9 a NATS_URL that asks for encryption at one of its addresses only is refused', () => {
  const parse = () => parseEnv({ NATS_URL: 'tls://a:4222, nats://user:hidden@b:4222' })
  expect(parse).toThrow(
    /^NATS_URL is a value that is not shown: must have tls:\/\/ in all of its addresses, or in none/,
  )
  expect(parse).not.toThrow(/hidden/)
})

test('a wrong NATS_URL is refused with one line that names it and the expected value, without the password', () => {
  for (const NATS_URL of [
    'localhost:4222',
    'http://host:4222',
    'nats://',
    'nats://a:4222/path',
    'nats://u:hidden@a,b',
  ]) {
    const parse = () => parseEnv({ NATS_URL })
    expect(parse).toThrow(/^NATS_URL is a value that is not shown: must be like nats:\/\/host:4222/)
    expect(parse).not.toThrow(/hidden|\n/)
  }
})
