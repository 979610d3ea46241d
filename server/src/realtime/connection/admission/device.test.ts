import { expect, test } from 'bun:test'
import { deviceOf } from './device.ts'

const chrome = (system: string) => `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0`

test('PEOPLE-7 browser and system are read from the user agent', () => {
  const safari = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0'
  const cases: [string | null, string | null, string | null][] = [
    [`${chrome('Windows NT 10.0; Win64; x64')} Safari/537.36`, 'Chrome', 'Windows'],
    [`${chrome('Windows NT 10.0; Win64; x64')} Safari/537.36 Edg/142.0`, 'Edge', 'Windows'],
    [`${chrome('X11; Linux x86_64')} YaBrowser/25.10 Safari/537.36`, 'Yandex Browser', 'Linux'],
    [`${chrome('Linux; Android 14; SM-S911B')} SamsungBrowser/28.0 Mobile`, 'Samsung Internet', 'Android'],
    [`${chrome('X11; CrOS x86_64 14541.0.0')} Safari/537.36 OPR/122.0`, 'Opera', 'ChromeOS'],
    [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${safari} Safari/604.1`, 'Safari', 'iOS'],
    [`Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) ${safari} CriOS/142.0 Safari/604.1`, 'Chrome', 'iPadOS'],
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0`, 'Firefox', 'macOS'],
    ['curl/8.5.0', null, null],
    [`${'x'.repeat(100_000)} Firefox/145.0`, null, null],
    [null, null, null],
  ]
  for (const [userAgent, browser, system] of cases) {
    expect([userAgent?.slice(0, 200), deviceOf(userAgent)]).toEqual([userAgent?.slice(0, 200), { browser, system }])
  }
})

test('PEOPLE-7 connections of the same browser and system share one description', () => {
  expect(deviceOf(chrome('Windows NT 10.0'))).toBe(deviceOf(chrome('Windows NT 11.0; arm64')))
})
