#!/usr/bin/env node
// The command line. Runs server/src/cli/main.ts in the Bun that npm brought.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findBun, root, stop } from './install.mjs'

if (!existsSync(join(root, 'node_modules'))) stop(`ImbaChat is not installed yet: run "npm ci" in ${root} first.`)

// From the repository, as `npm start` runs, so that both mean the same DATA_DIR; one that is given is meant from here.
const given = process.env.DATA_DIR
const command = spawn(findBun(), [join('server', 'src', 'cli', 'main.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: given ? { ...process.env, DATA_DIR: resolve(given) } : process.env,
})

// Ctrl-C in a terminal reaches both processes at once; a second signal from here would look like impatience.
process.on('SIGINT', () => process.stdin.isTTY || command.kill('SIGINT'))
process.on('SIGTERM', () => command.kill('SIGTERM'))
command.on('error', (error) => stop(`Bun could not be run: ${error.message}`))
command.on('exit', (code, signal) => {
  if (signal === null) process.exit(code)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
})
