// `npm start`: the server and a demo site that embeds it. Needs nothing but Node and npm.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findBun, installWhenNeeded, root, stop } from './install.mjs'

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

// npm runs this through a shell, which dies of a SIGTERM without passing it on, and stays when npm is killed outright.
// Either way nobody is left who would stop the server.
if (process.env.npm_lifecycle_event === 'start') {
  const shell = process.ppid
  const npm = parentOf(shell)
  setInterval(() => asked || (process.ppid === shell && isAlive(npm)) || ask('SIGTERM'), 250).unref()
}

/** @returns null where there is no /proc to tell, and when npm itself is the parent */
function parentOf(pid) {
  try {
    if (readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('npm')) return null
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1])
  } catch {
    return null
  }
}

function isAlive(pid) {
  try {
    if (pid !== null) process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
