// `npm start`: the server and a demo site that embeds it. Needs nothing but Node and npm.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { findBun, installWhenNeeded, root, stop } from './install.mjs'

installWhenNeeded()

// --no-orphans: when this process is killed outright, the server goes too and does not hold the port against the next start
const server = spawn(findBun(), ['--no-orphans', join('demo', 'src', 'start.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})

// Ctrl-C in a terminal reaches the whole group, the server included; a second one from here would look like impatience.
process.on('SIGINT', () => process.stdin.isTTY || server.kill('SIGINT'))
process.on('SIGTERM', () => server.kill('SIGTERM'))
process.on('SIGHUP', () => server.kill('SIGTERM'))

server.on('error', (error) => stop(`Bun could not be run: ${error.message}`))
server.on('exit', (code, signal) => {
  if (signal === null) process.exit(code)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
})

// npm killed outright (kill -9) leaves this process behind; nobody is there to stop the server any more
if (process.env.npm_lifecycle_event === 'start') {
  const npm = process.ppid
  setInterval(() => process.ppid === npm || server.kill('SIGTERM'), 500).unref()
}
