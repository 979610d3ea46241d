import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { resolveConfig } from './config.ts'
import { parseEnv } from './env.ts'
import { LIMIT_SETTINGS, type LimitSetting } from './limits.ts'

const guide = readFileSync(new URL('../../../docs/self-hosting.md', import.meta.url), 'utf8')

test('LIMIT-5 every limit has a default, and the environment overrides it', () => {
  expect(resolveConfig(parseEnv({})).limits).toMatchObject({ MAX_SOCKETS_PER_USER: 50, WRITE_QUEUE: 20_000 })
  const set = resolveConfig(parseEnv({ MAX_SOCKETS: '0', FRAMES_PER_SECOND: '7' })).limits
  expect(set).toMatchObject({ MAX_SOCKETS: 0, FRAMES_PER_SECOND: 7, MAX_SOCKETS_PER_USER: 50 })
})

test.each(LIMIT_SETTINGS.map(({ name }) => name))(
  'LIMIT-5 a wrong %s is refused with one line that names the variable, its value and the expected value',
  (name) => {
    for (const wrong of ['many', '-1', '1.5', 'Infinity']) {
      expect(() => parseEnv({ [name]: wrong })).toThrow(
        new RegExp(`^${name} is ${JSON.stringify(wrong)}: must be a whole number, \\d+ or more$`),
      )
    }
  },
)

test('LIMIT-5 the guide has every limit with its default and meaning', () => {
  const rows = (LIMIT_SETTINGS as readonly LimitSetting[]).map(
    ({ name, fallback, fallbackIs, meaning }) => `| \`${name}\` | ${fallbackIs ?? fallback} | ${meaning} |`,
  )
  expect(rows.filter((row) => !guide.includes(row))).toEqual([])
})
