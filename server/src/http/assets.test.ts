import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { readAssets, theAssets, writeAssets } from './assets.ts'

test('LIFE-24 a running server serves its own scripts after its folder got the next build', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-assets-'))
  await writeAssets(folder, await theAssets())
  const { files, dashboard } = await readAssets(folder)
  rmSync(folder, { recursive: true })
  const script = files.get(dashboard.scripts[0]?.split('/').at(-1) ?? '')
  if (!script) throw new Error('the dashboard has no script')
  expect(brotliDecompressSync(await script.encoded('br')).equals(script.body)).toBe(true)
})
