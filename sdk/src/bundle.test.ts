import { expect, test } from 'bun:test'
import { gzipSync } from 'node:zlib'

/** Bytes, gzipped: the sdk's share of the 50 KB of the open chat, with names of what the browser keeps. */
const BUDGET = 17_900

test('the bundle for browsers stays within its budget and contains no zod', async () => {
  const { outputs, logs } = await Bun.build({
    entrypoints: [`${import.meta.dir}/index.ts`],
    target: 'browser',
    minify: true,
    // loaded on demand
    external: ['files/files', 'reacting', 'group-marks', 'member-list', 'retries', 'shown-rooms', 'reopen-room'].map(
      (name) => `*/${name}.ts`,
    ),
  })
  expect(logs).toEqual([])
  const [output] = outputs
  const code = (await output?.text()) ?? ''
  expect(code).toContain('message.send')
  expect(code).not.toMatch(/zod|strictObject|invalid_type/i)
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(BUDGET)
})
