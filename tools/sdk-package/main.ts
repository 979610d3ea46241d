// `npm run pack:sdk`: the sdk, and what pages and sites' servers install, as files for npm and similar programs.
//   npm run pack:sdk [-- FOLDER]    default: dist
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSdkPackage } from './build.ts'
import { buildEmbedPackage, buildReactPackage } from './page-packages.ts'
import { buildServerPackage } from './server-package.ts'

/** Git ignores it. */
const OUT = process.argv[2] ?? join(import.meta.dir, '..', '..', 'dist')

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
mkdirSync(OUT, { recursive: true })
for (const build of [buildSdkPackage, buildEmbedPackage, buildReactPackage, buildServerPackage]) {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-package-'))
  await build(folder)
  const args = ['pack', folder, `--pack-destination=${OUT}`]
  const done = spawnSync(npm, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  rmSync(folder, { recursive: true })
  if (done.status !== 0) process.exit(done.status ?? 1)
}
console.log(`The packages are in ${OUT}`)
