// `npm test`: everything that must hold before a change is taken. What it does is in tools/checks; this brings what that needs.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { findBun, installWhenNeeded, root } from './install.mjs'

installWhenNeeded()
const checks = spawn(findBun(), [join('tools', 'checks', 'run.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, CI: 'true' },
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => checks.kill(signal))
checks.on('exit', (code) => process.exit(code ?? 1))
