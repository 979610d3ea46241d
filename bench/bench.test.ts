import { expect, test } from 'bun:test'
import { PLANS } from './plan.ts'
import { runBench, SECTIONS } from './run-bench.ts'

test('a section that fails is named, and the others are reported', async () => {
  const lines: string[] = []
  const broken = () => Promise.reject(new Error('the disk is full'))
  const report = await runBench(PLANS.tiny, { broken, history: SECTIONS.history }, (line) => lines.push(line))
  expect(report.failed).toEqual(['broken'])
  expect(lines).toContain('broken failed: the disk is full')
  expect(report.tables.map(({ title }) => title)).toEqual([expect.stringContaining('History')])
})
