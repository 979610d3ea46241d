import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { buildAssets, readAssets, writeAssets } from './assets.ts'

/** The chat's style sheet, bundled now, and as a built server has it, whose folder is gone by now. */
async function bundledAndBuilt() {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-assets-'))
  const assets = await buildAssets()
  const name = assets.frame.styles[0]?.split('/').at(-1) ?? ''
  const bundled = assets.files.get(name)
  if (!bundled) throw new Error('the chat has no style sheet')
  await writeAssets(folder, { ...assets, files: new Map([[name, bundled]]) })
  const built = (await readAssets(folder)).files.get(name)
  if (!built) throw new Error('the build has no style sheet')
  return { bundled, built, folder }
}

test('LIFE-24 a running server serves its own scripts after its folder got the next build', async () => {
  const { built, folder } = await bundledAndBuilt()
  rmSync(folder, { recursive: true })
  expect(brotliDecompressSync(await built.encoded('br')).equals(built.body)).toBe(true)
})

test('LIFE-24 a build compresses as small as can be, and a server without one so that no request waits for it', async () => {
  const { bundled, built, folder } = await bundledAndBuilt()
  const smallest = brotliCompressSync(bundled.body).length
  expect((await built.encoded('br')).length).toBe(smallest)
  const quick = await bundled.encoded('br')
  expect(quick.length).toBeGreaterThan(smallest)
  expect(brotliDecompressSync(quick).equals(bundled.body)).toBe(true)
  rmSync(folder, { recursive: true })
})
