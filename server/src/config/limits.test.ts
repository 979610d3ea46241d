import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { resolveConfig } from './config.ts'
import { parseEnv } from './env.ts'
import { DEFAULT_LIMITS, LIMIT_NAMES, LIMIT_SECTIONS, LIMITS, limitTable } from './limits.ts'

const guide = readFileSync(new URL('../../../docs/self-hosting.md', import.meta.url), 'utf8')
const sections = Object.keys(LIMIT_SECTIONS) as (keyof typeof LIMIT_SECTIONS)[]

test('LIMIT-5 every limit has a default, and the environment overrides it', () => {
  expect(resolveConfig(parseEnv({})).limits).toEqual(DEFAULT_LIMITS)
  const set = resolveConfig(parseEnv({ MAX_SOCKETS: '0', FRAMES_PER_SECOND: '7', ROOM_LIVE_MEMBERS: '1000' })).limits
  expect(set).toEqual({ ...DEFAULT_LIMITS, MAX_SOCKETS: 0, FRAMES_PER_SECOND: 7, ROOM_LIVE_MEMBERS: 1000 })
})

test.each(LIMIT_NAMES)(
  'LIMIT-5 a wrong %s is refused with one line that names the variable, its value and the expected value',
  (name) => {
    const { least, most, unit } = LIMITS[name]
    const range = most === undefined ? `, ${least} or more` : ` from ${least} to ${most}`
    const expected = `must be a whole number${unit === undefined ? '' : ` of ${unit}`}${range}`
    const tooMany = most === undefined ? [] : [String(most + 1)]
    for (const wrong of ['many', String(least - 1), '1.5', 'Infinity', ...tooMany]) {
      expect(() => parseEnv({ [name]: wrong })).toThrow(`${name} is ${JSON.stringify(wrong)}: ${expected}`)
    }
  },
)

test.each(sections)('LIMIT-5 the guide has each limit of "%s" with its default and meaning', (section) => {
  const text = guide.split(/^#{2,4} /m).find((part) => part.startsWith(`${section}\n`))
  expect(text).toContain(`\n\n${limitTable(section)}\n\n`)
})
