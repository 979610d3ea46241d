import { expect, test } from 'bun:test'
import { MOST, oldIdiom } from './counts.ts'

test('prose in code and docs does not return to the old idiom', () => {
  const lines = oldIdiom()
  if (lines.length > MOST['lines of the old idiom']) throw new Error(`write in plain English:\n${lines.join('\n')}`)
  expect(lines.length).toBeLessThanOrEqual(MOST['lines of the old idiom'])
})
