import { expect, test } from 'bun:test'
import { z } from 'zod'
import { fieldProblem, fieldProblemText } from './field-problem.ts'

const schema = z.strictObject({
  limit: z.int().min(1).max(20_000),
  theme: z.enum(['light', 'dark']),
  name: z.string().min(1).max(100),
  list: z.array(z.string()).max(2),
  site: z.string().refine((text) => text !== 'bad', 'must be a good site'),
})
const good = { limit: 5, theme: 'dark', name: 'Shop', list: [], site: 'x' }

const cases: [Record<string, unknown>, string, string | undefined][] = [
  [{ limit: 30_000 }, 'must be 20,000 or less', 'at_most'],
  [{ limit: 0 }, 'must be 1 or more', 'at_least'],
  [{ limit: 1.5 }, 'must be a whole number', 'whole_number'],
  [{ limit: null }, 'must be a number', 'number'],
  [{ theme: 'pink' }, 'must be one of light, dark', 'one_of'],
  [{ name: '' }, 'must not be empty', 'empty'],
  [{ name: 'x'.repeat(101) }, 'must have at most 100 characters', 'too_long'],
  [{ list: ['a', 'b', 'c'] }, 'must have at most 2 entries', 'too_many'],
  [{ name: undefined }, 'is required', undefined],
  [{ colour: 'red' }, 'is not a known field', 'unknown'],
  [{ site: 'bad' }, 'must be a good site', undefined],
]

test.each(cases)('%j is refused in words that people read', (change, text, code) => {
  const issue = schema.safeParse({ ...good, ...change }, { error: fieldProblemText }).error?.issues[0]
  expect(issue?.message).toBe(text)
  if (code !== undefined && issue) expect(String(fieldProblem(issue)?.code)).toBe(code)
})
