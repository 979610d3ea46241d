import { spawn } from 'node:child_process'
import { findBun, root, stop } from './install.mjs'
import { whenNpmEnds } from './npm-end.mjs'

/** Runs a script of the repository in Bun and ends as it ends; whatever ends this process ends that one. */
export function runBun(script, { env = process.env } = {}) {
  // --no-orphans: when this process is killed outright, Bun ends too and holds neither port nor DATA_DIR against the
  // next start
  const child = spawn(findBun(), ['--no-orphans', script, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env,
  })
  let asked = false
  const ask = (signal) => {
    asked = true
    child.kill(signal)
  }
  // Ctrl-C in a terminal reaches the whole group, the child included; a second one from here would look like
  // impatience.
  process.on('SIGINT', () => process.stdin.isTTY || ask('SIGINT'))
  process.on('SIGTERM', () => ask('SIGTERM'))
  process.on('SIGHUP', () => ask('SIGTERM'))

  child.on('error', (error) => stop(`Bun could not be run: ${error.message}`))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })

  whenNpmEnds(() => asked || ask('SIGTERM'))
}
