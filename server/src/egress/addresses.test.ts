import { describe, expect, test } from 'bun:test'
import { addressPolicy } from './addresses.ts'

const PRIVATE = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.8.8.8',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '192.0.0.192',
  '192.168.1.1',
  '198.18.0.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::ffff:127.0.0.1',
  '::ffff:a00:1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::8.8.8.8',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '4000::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fec0::1',
  'ff02::1',
  '',
  'localhost',
  '1.2.3.4.5',
]

describe('addresses', () => {
  const strict = addressPolicy({ allowLoopback: false, allow: [] })

  test.each(PRIVATE)('%s must not be called', (address) => {
    expect(strict.allows(address)).toBe(false)
  })

  test.each(['8.8.8.8', '93.184.216.34', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8'])(
    '%s is public and may be called',
    (address) => {
      expect(strict.allows(address)).toBe(true)
    },
  )

  test('loopback may be called if the server runs for its developer, and other private addresses may not', () => {
    const developer = addressPolicy({ allowLoopback: true, allow: [] })
    const opened = PRIVATE.filter((address) => developer.allows(address))
    expect(opened).toEqual(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1', '64:ff9b::7f00:1'])
  })

  test('addresses that the server administrator allowed may be called, in both families, and no others', () => {
    const opened = addressPolicy({ allowLoopback: false, allow: ['10.1.0.0/16', 'fd00:1::/32'] })
    expect(opened.allows('10.1.2.3')).toBe(true)
    expect(opened.allows('::ffff:10.1.2.3')).toBe(true)
    expect(opened.allows('fd00:1::5')).toBe(true)
    expect(opened.allows('10.2.0.1')).toBe(false)
    expect(opened.allows('fd00:2::5')).toBe(false)
  })
})
