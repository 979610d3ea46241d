import { expect, test } from 'bun:test'
import { clientAddress } from './client-address.ts'

const PROXIES = ['10.0.0.0/8', 'fd00::/8']

test('X-Forwarded-For of an untrusted client is ignored', () => {
  expect(clientAddress('203.0.113.5', '1.2.3.4', PROXIES)).toBe('203.0.113.5')
  expect(clientAddress('203.0.113.5', '1.2.3.4', [])).toBe('203.0.113.5')
})

test('behind trusted proxies the visitor is the last address that is not a trusted proxy', () => {
  expect(clientAddress('10.0.0.1', '203.0.113.5', PROXIES)).toBe('203.0.113.5')
  expect(clientAddress('::ffff:10.0.0.1', '203.0.113.5, 10.9.9.9', PROXIES)).toBe('203.0.113.5')
  expect(clientAddress('fd00::1', '2001:db8::7', PROXIES)).toBe('2001:db8::/64')
})

test('addresses that a visitor wrote in front of their own are ignored', () => {
  expect(clientAddress('10.0.0.1', '9.9.9.9, 203.0.113.5, 10.9.9.9', PROXIES)).toBe('203.0.113.5')
})

test('a header that is no list of addresses leaves the address of the connection', () => {
  expect(clientAddress('10.0.0.1', 'unknown', PROXIES)).toBe('10.0.0.1')
  expect(clientAddress('10.0.0.1', null, PROXIES)).toBe('10.0.0.1')
  expect(clientAddress('10.0.0.1', '10.0.0.2, 10.0.0.3', PROXIES)).toBe('10.0.0.1')
})

test('all addresses of one IPv6 subscriber count as one', () => {
  const from = (address: string) => clientAddress(address, null, [])
  expect(from('2001:db8:1:2::1')).toBe(from('2001:db8:1:2:ffff:ffff:ffff:ffff'))
  expect(from('2001:db8:1:2::1')).not.toBe(from('2001:db8:1:3::1'))
  expect(from('::ffff:203.0.113.5')).toBe(from('203.0.113.5'))
  expect(from('203.0.113.5')).not.toBe(from('203.0.113.6'))
  expect(from('unknown')).toBe('unknown')
})
