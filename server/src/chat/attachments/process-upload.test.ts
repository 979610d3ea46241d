import { expect, test } from 'bun:test'
import { until } from '../../../../sdk/src/testing/until.ts'
import { createJobResults } from './job-results.ts'
import { processUpload } from './process-upload.ts'

test('FILE-37 two runs of one upload on a node go one after the other, also if the first one fails', async () => {
  const removals: PromiseWithResolvers<void>[] = []
  const intake = {
    remove() {
      const removal = Promise.withResolvers<void>()
      removals.push(removal)
      return removal.promise
    },
    removeMade: async () => {},
  }
  const deps = { store: { upload: async () => null }, files: { intake, processing: createJobResults() } }
  const run = (upload_id: string) =>
    processUpload(deps as never, { widget_id: 1, payload: { upload_id } } as never, () => {}).then(
      () => 'done',
      () => 'failed',
    )
  const first = run('a')
  await until(() => removals.length === 1)
  const second = run('a')
  const other = run('b')
  await until(() => removals.length === 2)
  removals[1]?.resolve()
  expect(await other).toBe('done')
  expect(removals).toHaveLength(2)
  removals[0]?.reject(new Error('the disk is away'))
  expect(await first).toBe('failed')
  await until(() => removals.length === 3)
  removals[2]?.resolve()
  expect(await second).toBe('done')
})
