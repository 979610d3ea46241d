#!/usr/bin/env node
// The command line. Runs server/src/cli/main.ts in the Bun that npm brought.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { root, stop } from './install.mjs'
import { runBun } from './run-bun.mjs'

if (!existsSync(join(root, 'node_modules'))) stop(`ImbaChat is not installed yet: run "npm ci" in ${root} first.`)

// From the repository, as `npm start` runs, so that both mean the same DATA_DIR; one that is given is meant from here.
const given = process.env.DATA_DIR
// The shell's folder, not ours, is where the path of a settings file begins.
const { argv } = process
for (const [at, arg] of argv.entries()) {
  if (arg.startsWith('--env-file=')) argv[at] = `--env-file=${resolve(arg.slice('--env-file='.length))}`
  else if (argv[at - 1] === '--env-file') argv[at] = resolve(arg)
}
runBun(join('server', 'src', 'cli', 'main.ts'), {
  env: given ? { ...process.env, DATA_DIR: resolve(given) } : process.env,
})
