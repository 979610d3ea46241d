import { expect, spyOn, test } from 'bun:test'
import { NO_RULES, type WidgetRules } from '@imbachat/protocol/moderation/rules'
import { mustBePassed } from '../../chat/messages/check-message.ts'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { judgeMessage, judgementOf } from './judge-message.ts'
import { createRecentActs } from './recent-acts.ts'

test('RULE-3 links of a text cost the same whether few or many domains are allowed', async () => {
  const allowed_domains = ['shop.example', ...Array.from({ length: 199 }, (_, n) => `domain${n}.example`)]
  const links: WidgetRules['links'] = { action: 'flag', applies_to: 'everyone', allowed_domains }
  const rules = { ...NO_RULES, links, revision: 1, counting_since: null }
  const clock = manualClock()
  const deps = { clock, recentActs: createRecentActs(clock) }
  const user = { user_id: 'u1', role: 'user' as const, first_seen_at: null, written: 0 }
  const parse = spyOn(URL, 'parse')
  const text = `https://www.shop.example/a ${'evil.com '.repeat(1_000)}`
  const { findings } = await judgeMessage(deps, { id: 1, rules }, { text, parts: {} }, { user, room_id: 1 })
  const looks = parse.mock.calls.length
  parse.mockRestore()
  expect(findings).toHaveLength(1_000)
  expect(looks).toBeLessThan(1_300)
})

test('RULE-1 a report of a flagged message names no contact details where the widget masks them', () => {
  const text = 'call +7 912 345-67-89 to win big'
  const flag = (start: number, end: number) => ({ source: 'patterns', action: 'flag', list: 'P', start, end }) as const
  const judgement = judgementOf([flag(5, 21), flag(25, 32)])
  const found = (mask_contacts: 'off' | 'dialogs') =>
    mustBePassed({ text }, judgement, 'text', { mask_contacts }).flagged?.found
  expect(found('off')).toBe('+7 912 345-67-89, win big')
  expect(found('dialogs')).toBe('win big')
})
