import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

declare global {
  /** Folder of the built server's scripts, set by the bundler; not set when it runs from its sources. */
  const FOLDER_OF_BUILD: string | undefined
}

const builtIn = typeof FOLDER_OF_BUILD === 'undefined' ? null : FOLDER_OF_BUILD

/** True if this code was built; false: it runs from its sources. */
export const runsBuilt = (): boolean => builtIn !== null

/** The folder of `package.json`. */
export const projectRoot = builtIn === null ? join(import.meta.dir, '../../..') : join(builtIn, '../..')

const BUILD = 'dist/server'
/** Folder of the built server, written by `npm ci`. */
export const BUILD_FOLDER = join(projectRoot, BUILD)

/** Lists the inputs of the build. It is written last, so a build that stopped half-way is never used. */
export const MADE_OF = 'made-of'

/**
 * Scripts of threads and processes of their own, and of parts that few servers load, by the name of the built script.
 * Paths are those of `server/src`.
 */
export const OWN_SCRIPTS = {
  imbachat: 'cli/command-line.ts',
  'writer-worker': 'store/sqlite/writer/writer-worker.ts',
  'slow-reader-worker': 'store/sqlite/slow-reader/slow-reader-worker.ts',
  'search-worker': 'store/search/search-worker.ts',
  'inspector-child': 'files/inspector/child.ts',
  'sfu-child': 'sfu/sfu-child.ts',
  imap: 'notifications/replies/imap.ts',
}

let known: string | null | undefined

/** Looked for once for each process. */
function scriptsOf(): string | null {
  if (known === undefined) known = currentBuild()
  return known
}

/**
 * A process that runs from its sources also starts the built scripts, if the build is of the same sources: they load in
 * half the time.
 * @param build folder of the build; null if this version was not built
 */
export function ownScript(name: keyof typeof OWN_SCRIPTS, build = scriptsOf()): URL {
  return pathToFileURL(build === null ? sourceOf(name) : join(build, `${name}.js`))
}

export const sourceOf = (name: keyof typeof OWN_SCRIPTS): string => join(import.meta.dir, '..', OWN_SCRIPTS[name])

/** The folder of the build that this Bun made of these very sources; null without such a build. */
export function currentBuild(root = projectRoot): string | null {
  if (builtIn !== null) return builtIn
  const folder = join(root, BUILD)
  return madeOf(folder) === sourcesNow(root) ? folder : null
}

/** Folder of an unfinished build, beside the build that may run now. */
export const unfinishedBuild = (pid = process.pid, root = projectRoot): string => join(root, `${BUILD}.${pid}`)

/** Removes what killed builds have left. */
export function removeUnfinished(root = projectRoot): void {
  for (const path of new Bun.Glob(`${BUILD}.*/`).scanSync({ cwd: root, onlyFiles: false })) {
    if (!runs(Number(path.split('.').at(-1)))) rmSync(join(root, path), { recursive: true, force: true })
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // another user's process
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function madeOf(folder: string): string | null {
  try {
    return readFileSync(join(folder, MADE_OF), 'utf8')
  } catch {
    return null
  }
}

/** The source files of the server and its pages. */
const SOURCES = ['protocol/src', 'sdk/src', 'widget/src', 'dashboard/src', 'server/src']
const IS_SOURCE = /\.(?:tsx?|css|json)$/
const IS_TEST = /\.test\.tsx?$/
/** these files name the installed packages */
const INSTALLED = ['package-lock.json', 'node_modules/.package-lock.json']

/** Changes whenever a source does: each has its path, size and second of change in it. Takes some milliseconds. */
export function sourcesNow(root = projectRoot): string {
  const hasher = new Bun.CryptoHasher('sha256').update(Bun.version)
  const add = (path: string) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false })
    // copies of a file (an archive, an image) keep its seconds and lose the fraction
    if (stat) hasher.update(`${path} ${stat.size} ${Math.floor(stat.mtimeMs / 1000)}\n`)
  }
  for (const folder of SOURCES) {
    const paths = readdirSync(join(root, folder), { recursive: true }) as string[]
    for (const path of paths.sort()) if (IS_SOURCE.test(path) && !IS_TEST.test(path)) add(join(folder, path))
  }
  for (const path of INSTALLED) add(path)
  return hasher.digest('hex')
}
