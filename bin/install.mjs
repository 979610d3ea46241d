import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the repository is, whatever the working directory. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Prints one line for the user of the command and ends with the exit code. */
export function stop(line, code = 1) {
  process.stderr.write(`${line}\n`)
  process.exit(code)
}

/** Brings what `package-lock.json` names, when `node_modules` holds something else. Quiet unless it fails. */
export function installWhenNeeded() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    stop(`ImbaChat needs Node 20 or newer, and this is ${process.versions.node}.`)
  }
  if (isInstalled()) return
  process.stdout.write('Installing what ImbaChat is made of (once) …\n')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  // npm is told by name that it is not in production: `npm start` may run under NODE_ENV=production, and Bun is needed
  // in any case
  const done = spawnSync(npm, ['ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-progress'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  if (done.status === 0) return
  process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}`)
  stop(done.error ? `npm could not be run: ${done.error.message}` : 'npm ci failed; what it said is above.')
}

/**
 * npm writes down what it put into node_modules. That is compared rather than file times: a checkout or a copy changes
 * times, and a needless `npm ci` would stop a machine without a network from starting.
 */
function isInstalled() {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'))
  if (!installed) return false
  const wanted = readPackages(join(root, 'package-lock.json')) ?? {}
  return Object.entries(wanted).every(([path, { version, integrity, optional, link }]) => {
    if (!path.includes('node_modules/')) return true
    const there = installed[path]
    if (!there) return optional === true
    return existsSync(join(root, path)) && (link || (there.version === version && there.integrity === integrity))
  })
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

/**
 * The Bun that runs: npm's usual place, else the platform's package itself, since some set-ups never run the script
 * that moves it from there (`--ignore-scripts`, npm's allow list).
 */
export function findBun() {
  const modules = join(root, 'node_modules')
  const candidates = [join(modules, 'bun', 'bin', 'bun.exe')]
  const platforms = join(modules, '@oven')
  for (const name of existsSync(platforms) ? readdirSync(platforms) : []) {
    candidates.push(join(platforms, name, 'bin', 'bun'), join(platforms, name, 'bin', 'bun.exe'))
  }
  for (const path of candidates.filter((candidate) => existsSync(candidate))) {
    makeExecutable(path)
    // asked, not guessed: both libc variants may be here, and npm's place holds a placeholder until its script has run
    const answer = spawnSync(path, ['--version'], { encoding: 'utf8' })
    if (answer.status === 0 && /^\d+\.\d+/.test(answer.stdout)) return path
  }
  return stop(
    `Bun is not in ${modules} for ${process.platform} ${process.arch}: run "npm ci" there without --omit=optional.`,
  )
}

function makeExecutable(path) {
  try {
    chmodSync(path, 0o755)
  } catch {
    // not ours to change: running it will show whether it had to be
  }
}
