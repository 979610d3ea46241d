// `npm run pack:sdk`: the sdk as a file that npm, and whatever else understands its packages, can install.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSdkPackage } from './build.ts'

/** Git ignores it. */
const OUT = join(import.meta.dir, '..', '..', 'dist')

const folder = mkdtempSync(join(tmpdir(), 'imbachat-sdk-package-'))
await buildSdkPackage(folder)
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
mkdirSync(OUT, { recursive: true })
const done = spawnSync(npm, ['pack', folder, `--pack-destination=${OUT}`], { stdio: ['ignore', 'inherit', 'inherit'] })
if (done.status === 0) console.log(`It is in ${OUT}`)
rmSync(folder, { recursive: true })
process.exit(done.status ?? 1)
