import { expect, test } from 'bun:test'
import { join } from 'node:path'

const THREADS = [
  'sqlite/writer/writer-worker.ts',
  'sqlite/slow-reader/slow-reader-worker.ts',
  'search/search-worker.ts',
]

/** What is loaded when a thread starts, without what it imports later. */
async function loadedBy(thread: string): Promise<string[]> {
  const { metafile } = await Bun.build({ entrypoints: [join(import.meta.dir, thread)], target: 'bun', metafile: true })
  const inputs = metafile?.inputs ?? {}
  const loaded = new Set<string>()
  const waiting = Object.keys(inputs).filter((path) => path.endsWith(thread))
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (loaded.has(path)) continue
    loaded.add(path)
    const imports = inputs[path]?.imports.filter(({ kind }) => kind !== 'dynamic-import') ?? []
    waiting.push(...imports.map(({ path }) => path))
  }
  return [...loaded]
}

test.each(THREADS)('the thread %s starts without schemas of requests and a client of PostgreSQL', async (thread) => {
  const loaded = await loadedBy(thread)
  expect(loaded.length).toBeGreaterThan(5)
  expect(loaded.filter((path) => /node_modules\/(zod|pg)\//.test(path))).toEqual([])
})
