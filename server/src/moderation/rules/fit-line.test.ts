import { expect, test } from 'bun:test'
import { NO_RULES, type RuleAction } from '@imbachat/protocol/moderation/rules'
import { wordList } from '../../realtime/testing/chat-server.ts'
import { isFitToShow } from './fit-line.ts'

test.each<[RuleAction, boolean]>([
  ['refuse', false],
  ['hold', false],
  ['mask', false],
  ['flag', true],
])('SAFE-17 the title of a linked page with a word whose list says %s: shown %p', async (action, isShown) => {
  const rules = { ...NO_RULES, revision: 0, counting_since: null, lists: [wordList(action, 'casino')] }
  expect(await isFitToShow('Best casino in town', { rules })).toBe(isShown)
  expect(await isFitToShow('Best lamp in town', { rules })).toBe(true)
})
