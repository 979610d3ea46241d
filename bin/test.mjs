// `npm test`: everything that must hold before a change is taken. What it does is in tools/test-run; this brings what
// that needs.
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { findBun, installWhenNeeded, root } from './install.mjs'
import { whenNpmEnds } from './npm-end.mjs'

installWhenNeeded()
// what tests start is what server administrators start
spawnSync(process.execPath, [join(root, 'bin', 'build.mjs')], { stdio: 'inherit' })
const checks = spawn(findBun(), ['--no-orphans', join('tools', 'test-run', 'run.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, CI: 'true' },
})
// it waits for one check after the other and receives no other signal; what it started ends with it
const end = () => checks.kill('SIGKILL')
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end)
whenNpmEnds(end)
checks.on('exit', (code) => process.exit(code ?? 1))
