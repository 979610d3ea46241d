import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

declare global {
  /** Only in the built server: the folder that its scripts lie in. The bundler writes it down. */
  const FOLDER_OF_BUILD: string | undefined
}

const builtIn = typeof FOLDER_OF_BUILD === 'undefined' ? null : FOLDER_OF_BUILD

/** Whether this code was built, or runs from its sources. */
export const runsBuilt = (): boolean => builtIn !== null

/** The folder of `package.json`. */
export const projectRoot = builtIn === null ? join(import.meta.dir, '../../..') : join(builtIn, '../..')

const BUILD = 'dist/server'
/** Where `npm ci` puts the built server. */
export const BUILD_FOLDER = join(projectRoot, BUILD)

/** Says what the build was made of. It is written last, so a build that stopped half-way is never used. */
export const MADE_OF = 'made-of'

/** A script that runs as a thread or a process of its own. The built one stands beside the others, by its name. */
export function ownScript(name: string, source: URL): URL {
  return builtIn === null ? source : pathToFileURL(join(builtIn, `${name}.js`))
}

/** The folder of the build that this Bun made of these very sources; null without such a build. */
export function currentBuild(root = projectRoot): string | null {
  if (builtIn !== null) return builtIn
  const folder = join(root, BUILD)
  return madeOf(folder) === sourcesNow(root) ? folder : null
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
/** They name what is installed. */
const INSTALLED = ['package-lock.json', 'node_modules/.package-lock.json']

/** Changes whenever a source does: each has its path, size and second of change in it. Takes some milliseconds. */
export function sourcesNow(root = projectRoot): string {
  const hasher = new Bun.CryptoHasher('sha256').update(Bun.version)
  const add = (path: string) => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false })
    // copies of a file (an archive, an image) keep the second and not what is below
    if (stat) hasher.update(`${path} ${stat.size} ${Math.floor(stat.mtimeMs / 1000)}\n`)
  }
  for (const folder of SOURCES) {
    const paths = readdirSync(join(root, folder), { recursive: true }) as string[]
    for (const path of paths.sort()) if (IS_SOURCE.test(path) && !IS_TEST.test(path)) add(join(folder, path))
  }
  for (const path of INSTALLED) add(path)
  return hasher.digest('hex')
}
