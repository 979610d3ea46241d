import { expect, test } from 'bun:test'
import { choose, importersOf } from './changed.ts'
import { sourceFiles, testFiles } from './test-files.ts'

const files = sourceFiles()
const importers = (changed: string[]) => importersOf(files, changed)

const chosen = async (...changed: string[]) => choose(changed, testFiles(), await importers(changed), {}).run

test('a changed module runs the test beside it, the browser tests of its name, and two people in browsers', async () => {
  expect(await chosen('sdk/src/outbox/outbox.ts')).toEqual(
    expect.arrayContaining([
      'sdk/src/outbox/outbox.test.ts',
      'e2e/connection/outbox.test.ts',
      'e2e/rooms/two-people.test.ts',
    ]),
  )
})

test('a change of what browsers get reaches the tests of the server that bundles it', async () => {
  expect(await chosen('widget/src/chat/composer/composer.tsx')).toContain('server/src/http/page/page.test.ts')
  expect(await chosen('widget/src/chat/pins/talk.css')).toContain('server/src/http/page/page.test.ts')
})

test('a changed screen or handler runs the browser tests of its area or name', async () => {
  expect(await chosen('dashboard/src/screens/widget/audit/audit-entry.tsx')).toContain('e2e/dashboard/team.test.ts')
  expect(await chosen('server/src/realtime/requests/messages/pins.ts')).toContain('e2e/messages/pins.test.ts')
})

test('a changed document runs the tests that read it, and no browser', async () => {
  const run = await chosen('docs/spec.md')
  expect(run).toEqual(expect.arrayContaining(['server/src/spec-rules.test.ts', 'tools/checks/doc-links.test.ts']))
  expect(run.filter((file) => file.startsWith('e2e/'))).toEqual([])
})

test('a changed test runs whatever it takes, others only until three minutes are full', () => {
  const imported = new Map([
    ['a.ts', ['near.test.ts', 'slow.test.ts', 'b.ts']],
    ['b.ts', ['far.test.ts']],
  ])
  const timings = { 'changed.test.ts': 900_000, 'near.test.ts': 1_000, 'far.test.ts': 1_000, 'slow.test.ts': 500_000 }
  const changed = ['a.ts', 'changed.test.ts']
  const tests = Object.keys(timings)
  expect(choose(changed, tests, imported, timings).run).toEqual(['changed.test.ts'])
  expect(choose(['a.ts'], tests, imported, timings)).toEqual({
    run: ['near.test.ts', 'far.test.ts'],
    left: ['slow.test.ts'],
  })
})
