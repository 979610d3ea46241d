// `npm run advisories`: known vulnerabilities of what the server installs, without those that
// docs/operate/advisories.md explains. It asks the registry, which not every network answers, so `npm test` does not.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { problems, readAccepted, readAudit } from './advisories.ts'

const root = resolve(import.meta.dir, '../..')
const { stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: root, encoding: 'utf8' })
try {
  const found = readAudit(stdout || stderr)
  const accepted = readAccepted(readFileSync(join(root, 'docs/operate/advisories.md'), 'utf8'))
  const open = problems(found, accepted, new Date().toISOString().slice(0, 10))
  for (const line of open) console.error(line)
  console.log(`${found.length} known vulnerabilities, ${open.length} to act on`)
  if (open.length > 0) process.exitCode = 1
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
