// `npm start`: the server and a demo site that embeds it. Needs nothing but Node and npm.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { findBun, installWhenNeeded, root, stop } from './install.mjs'
import { whenNpmEnds } from './npm-end.mjs'

installWhenNeeded()

// --no-orphans: when this process is killed outright, the server goes too and does not hold the port against the next start
const server = spawn(findBun(), ['--no-orphans', join('demo', 'src', 'start.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})

let asked = false
const ask = (signal) => {
  asked = true
  server.kill(signal)
}
// Ctrl-C in a terminal reaches the whole group, the server included; a second one from here would look like impatience.
process.on('SIGINT', () => process.stdin.isTTY || ask('SIGINT'))
process.on('SIGTERM', () => ask('SIGTERM'))
process.on('SIGHUP', () => ask('SIGTERM'))

server.on('error', (error) => stop(`Bun could not be run: ${error.message}`))
server.on('exit', (code, signal) => {
  if (signal === null) process.exit(code)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
})

whenNpmEnds(() => asked || ask('SIGTERM'))
