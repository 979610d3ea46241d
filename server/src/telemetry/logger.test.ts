import { describe, expect, test } from 'bun:test'
import { createLogger } from './logger.ts'

const start = Date.UTC(2026, 0, 1)

function logged(level: 'debug' | 'info' | 'warn' | 'error' | 'silent') {
  const lines: string[] = []
  return { log: createLogger({ level, now: () => start, write: (line) => lines.push(line) }), lines }
}

test('an event is one line of JSON', () => {
  const { log, lines } = logged('info')
  log.info('a site\nanswers', { widget: 7 })
  expect(lines).toEqual([
    '{"time":"2026-01-01T00:00:00.000Z","level":"info","message":"a site\\nanswers","widget":7}\n',
  ])
})

test('nothing below the level is written, and nothing at all when silent', () => {
  const warn = logged('warn')
  const silent = logged('silent')
  for (const { log } of [warn, silent]) {
    log.debug('d')
    log.info('i')
    log.warn('w')
    log.error('e')
  }
  expect(warn.lines.map((line) => JSON.parse(line).message)).toEqual(['w', 'e'])
  expect(silent.lines).toEqual([])
})

describe('secret fields are not written at any depth', () => {
  test.each(['password', 'secretKey', 'secret_key', 'token', 'Authorization', 'set-cookie', 'api_login', 'api_login'])(
    '%s',
    (field) => {
      const { log, lines } = logged('info')
      log.info('x', { request: { [field]: 'hush', list: [{ [field]: ['hush'] }] } })
      expect(lines[0]).not.toContain('hush')
    },
  )
})

test('an error is written with its code, stack and cause', () => {
  const { log, lines } = logged('info')
  log.error('x', { error: Object.assign(new Error('no', { cause: new TypeError('deep') }), { code: 'EIO' }) })
  const { error } = JSON.parse(lines[0] as string)
  expect(error).toMatchObject({
    name: 'Error',
    message: 'no',
    code: 'EIO',
    cause: { name: 'TypeError', message: 'deep' },
  })
  expect(error.stack).toContain('logger.test')
})

test('no value makes the logger throw or write an unbounded line', () => {
  const { log, lines } = logged('info')
  const circle: Record<string, unknown> = {}
  circle.self = circle
  log.info('x', { circle, big: 10n, act: () => 1, long: 'x'.repeat(100_000), none: undefined, nan: Number.NaN })
  expect((lines[0] as string).length).toBeLessThan(5_000)
  expect(JSON.parse(lines[0] as string)).toMatchObject({ circle: { self: '[seen above]' }, big: '10' })
})

test('LIFE-7 the logger writes 10 lines per second of one cause, then one line with the number of dropped lines', () => {
  const lines: string[] = []
  const ends: (() => void)[] = []
  const log = createLogger({
    level: 'info',
    now: () => start,
    write: (line) => lines.push(line),
    after: (_, call) => ends.push(call),
  })
  for (let n = 0; n < 1_000; n++) log.error('a frame failed', { n })
  log.error('another cause')
  expect(lines.map((line) => JSON.parse(line).message)).toEqual([...Array(10).fill('a frame failed'), 'another cause'])
  for (const end of ends.splice(0)) end()
  expect(lines.slice(11).map((line) => JSON.parse(line))).toMatchObject([{ message: 'a frame failed', left_out: 990 }])
  log.error('a frame failed')
  for (const end of ends) end()
  expect(lines).toHaveLength(13)
})
