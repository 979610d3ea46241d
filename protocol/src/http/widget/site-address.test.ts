import { describe, expect, test } from 'bun:test'
import { siteOrigin, usersInfoUrl } from './site-address.ts'

describe('an origin comes out as browsers write it', () => {
  test.each([
    ['https://shop.example', 'https://shop.example'],
    ['https://shop.example/', 'https://shop.example'],
    [' HTTPS://Shop.Example:443/ ', 'https://shop.example'],
    ['http://old.example:80', 'http://old.example'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://127.0.0.1:8090', 'http://127.0.0.1:8090'],
    ['http://[::1]:8090', 'http://[::1]:8090'],
    ['https://*.shop.example', 'https://*.shop.example'],
    ['https://*.shop.example:8443/', 'https://*.shop.example:8443'],
    ['https://магазин.рф', 'https://xn--80aairftm.xn--p1ai'],
  ])('%s', (typed, expected) => {
    expect(siteOrigin.parse(typed)).toBe(expected)
  })
})

describe('an origin that would allow more or nothing is refused with what is expected', () => {
  test.each([
    ['shop.example', 'must begin with https:// or http://'],
    ['javascript:alert(1)', 'must begin with https:// or http://'],
    ['null', 'must begin with'],
    ['*', 'must begin with'],
    ['https://', 'must be an address'],
    ['https://shop.example/blog', 'must contain only scheme, host and port: https://shop.example'],
    ['https://shop.example?x=1', 'only scheme, host and port'],
    ['https://shop.example/#', 'only scheme, host and port'],
    ['https://u:p@shop.example', 'must not contain a user name or password'],
    ['https://*', 'must use * only'],
    ['https://*.example', 'at least two labels'],
    ['https://*.10.0.0.1', 'must be an address'],
    ['https://a.*.shop.example', 'only as the whole first label'],
    ['https://shop*.example', 'only as the whole first label'],
    ['https://shop..example', 'an empty label'],
    ['https://shop.example;script-src-elem', 'only letters, digits, - and .'],
    ['https://shop.example,default-src', 'only letters, digits, - and .'],
    ["https://'self'", 'only letters, digits, - and .'],
  ])('%s', (typed, expected) => {
    const parsed = siteOrigin.safeParse(typed)
    expect(parsed.error?.issues[0]?.message ?? 'accepted').toContain(expected)
  })
})

test('a users info URL is kept as typed, with its mark', () => {
  expect(usersInfoUrl.parse(' https://shop.example/users/{ids}?v=1 ')).toBe('https://shop.example/users/{ids}?v=1')
  expect(usersInfoUrl.parse('http://localhost:8090/users')).toBe('http://localhost:8090/users')
})

describe('a users info URL that cannot be called is refused', () => {
  test.each([
    ['/api/users', 'must begin with'],
    ['file:///etc/passwd', 'must begin with'],
    ['https://u:p@shop.example/users', 'must not contain a user name or password'],
    ['https://shop.example/users#x', 'must not contain a #fragment'],
    ['https://shop.example/{ids}/{ids}', 'must contain {ids} at most once'],
    ['https://{ids}.shop.example/', 'must not contain {, } or * in the host'],
    ['https:////{ids}/users', 'must not contain {, } or * in the host'],
    ['https://\\{ids}/users', 'must not contain {, } or * in the host'],
    ['https://shop.example/a b', 'must be an address'],
  ])('%s', (typed, expected) => {
    expect(usersInfoUrl.safeParse(typed).error?.issues[0]?.message ?? 'accepted').toContain(expected)
  })
})

test('a users info URL longer than 2048 characters is refused', () => {
  const parsed = usersInfoUrl.safeParse(`https://shop.example/${'x'.repeat(2048)}`)
  expect(parsed.error?.issues[0]?.message).toContain('at most 2048')
})
