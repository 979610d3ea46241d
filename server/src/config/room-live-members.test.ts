import { expect, test } from 'bun:test'
import { resolveConfig } from './config.ts'
import { parseEnv } from './env.ts'

test('ROOM_LIVE_MEMBERS is a whole number up to 1000; the default is 100, and 0 makes no room live', () => {
  const live = (ROOM_LIVE_MEMBERS?: string) => resolveConfig(parseEnv({ ROOM_LIVE_MEMBERS })).roomLiveMembers
  expect([live(), live('0'), live('1000')]).toEqual([100, 0, 1000])
  for (const wrong of ['many', '-1', '1001', '2.5']) {
    expect(() => live(wrong)).toThrow(
      `ROOM_LIVE_MEMBERS is ${JSON.stringify(wrong)}: must be a whole number from 0 to 1000`,
    )
  }
})
