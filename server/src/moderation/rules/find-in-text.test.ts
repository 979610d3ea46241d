import { expect, test } from 'bun:test'
import { NO_RULES, type WidgetRules } from '@imbachat/protocol/moderation/rules'
import { findInText } from './find-in-text.ts'

const withPatterns = (...entries: string[]): WidgetRules => ({
  ...NO_RULES,
  lists: [{ list_id: 'p', name: 'Patterns', kind: 'patterns', action: 'flag', entries }],
})
/** Each takes long over a text of letters. */
const COSTLY = Array.from({ length: 3 }, (_, n) => `\\p{L}{1,4${n}}\\d${n}`)
const LONG = 'a'.repeat(8_000)

test('RULE-3 while costly patterns look at long texts, other work is done between their steps', async () => {
  const rules = withPatterns(...COSTLY)
  let rounds = 0
  const timer = setInterval(() => rounds++, 1)
  const looks = await Promise.all([findInText(`${LONG}11`, rules), findInText(LONG, rules)])
  clearInterval(timer)
  expect(looks.map((found) => found.length > 0)).toEqual([true, false])
  expect(rounds).toBeGreaterThan(3)
})

test('RULE-3 only so many long texts of one widget wait; another widget is not asked to wait', async () => {
  const rules = withPatterns(...COSTLY)
  const looks = Array.from({ length: 6 }, () =>
    findInText(LONG, rules, 3).then(
      () => 'done',
      (error) => error.code,
    ),
  )
  // one may wait, since a busy machine can take a turn away; in the line of the first widget there is no place left
  const other = findInText('hello 42', withPatterns('\\d+'), 1)
  expect((await other).map(({ start, end }) => [start, end])).toEqual([[6, 8]])
  expect(await Promise.all(looks)).toEqual([...Array(3).fill('done'), ...Array(3).fill('server_busy')])
})

test('RULE-3 costly texts of many widgets work one after the other, with the connections between them', async () => {
  // the first turn of each is over at once, and then all are due at the same time
  const looks = Array.from({ length: 40 }, () => findInText(LONG.slice(0, 3_000), withPatterns(...COSTLY)))
  let done = false
  let longest = 0
  let before = cpuOfThread()
  const tick = () => {
    const now = cpuOfThread()
    longest = Math.max(longest, now - before)
    before = now
    if (!done) setImmediate(tick)
  }
  setImmediate(tick)
  await Promise.all(looks)
  done = true
  expect(longest).toBeLessThan(80)
})

/**
 * Milliseconds of CPU of this thread. Those of the whole process count the engine's collector and compiler, too, which
 * hold no connection up.
 */
function cpuOfThread(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
