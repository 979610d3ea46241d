// `bun tools/sdk-package/write-api-report.ts`: writes sdk/api.md, which lists what the package exports.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apiReport } from './api-report.ts'
import { buildSdkPackage } from './build.ts'

const folder = mkdtempSync(join(tmpdir(), 'imbachat-api-'))
await buildSdkPackage(folder)
writeFileSync(join(import.meta.dir, '..', '..', 'sdk', 'api.md'), apiReport(folder))
rmSync(folder, { recursive: true })
