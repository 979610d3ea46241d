import { expect, test } from 'bun:test'
import { NO_RULES } from '@imbachat/protocol/moderation/rules'
import { DEFAULT_SETTINGS, type Widget } from '../widget.ts'
import { mustBeAllowed } from './check-card.ts'

test('RULE-3 while costly patterns look at the lines of a card, others have their turn', async () => {
  const entries = Array.from({ length: 50 }, (_, n) => `\\p{L}{1,45}\\d${n}`)
  const lists = [{ list_id: 'p', name: 'P', kind: 'patterns', action: 'refuse', entries }] as const
  const rules = { ...NO_RULES, lists: lists.map((list) => ({ ...list })), revision: 1, counting_since: null }
  const widget = { id: 1, origins: [], settings: DEFAULT_SETTINGS, rules } as unknown as Widget
  const text = 'a'.repeat(300)
  const buttons = Array.from({ length: 4 }, (_, n) => ({ id: String(n), type: 'reply' as const, label: 'Yes', text }))
  let turns = 0
  let done = false
  const count = () => {
    turns++
    if (!done) setImmediate(count)
  }
  setImmediate(count)
  await mustBeAllowed({ title: 'Order', buttons }, widget)
  done = true
  expect(turns).toBeGreaterThan(5)
})
