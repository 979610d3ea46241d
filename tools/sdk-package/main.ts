// `npm run pack:sdk`: the sdk as a file that npm, and whatever else understands its packages, can install.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSdkPackage } from './build.ts'

const folder = mkdtempSync(join(tmpdir(), 'imbachat-sdk-package-'))
await buildSdkPackage(folder)
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const done = spawnSync(npm, ['pack', folder], { stdio: ['ignore', 'inherit', 'inherit'] })
rmSync(folder, { recursive: true })
process.exit(done.status ?? 1)
