// `npm run build`, which `npm ci` runs: the server as one script with its bytecode, each of its threads as another, and
// everything that browsers get, compressed. A server that starts from it has no module to look up, parse or bundle.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildAssets, writeAssets } from '../http/assets.ts'
import {
  BUILD_FOLDER,
  currentBuild,
  MADE_OF,
  OWN_SCRIPTS,
  removeUnfinished,
  sourceOf,
  sourcesNow,
  unfinishedBuild,
} from './built.ts'

if (currentBuild() === null) await build()

async function build(): Promise<void> {
  const madeOf = sourcesNow()
  removeUnfinished()
  // a complete build replaces the one that may run now
  const folder = unfinishedBuild()
  try {
    await mkdir(folder, { recursive: true })
    await Promise.all([buildServer(folder), buildAssets().then((assets) => writeAssets(folder, assets))])
    await writeFile(join(folder, MADE_OF), madeOf)
    await rm(BUILD_FOLDER, { recursive: true, force: true })
    await rename(folder, BUILD_FOLDER).catch((error: unknown) => {
      // another build of the same sources was put there meanwhile
      if (currentBuild() === null) throw error
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function buildServer(folder: string): Promise<void> {
  for (const name of Object.keys(OWN_SCRIPTS) as (keyof typeof OWN_SCRIPTS)[]) {
    await Bun.build({
      entrypoints: [sourceOf(name)],
      outdir: folder,
      naming: { entry: `${name}.js` },
      target: 'bun',
      // the form that Bun makes bytecode of
      format: 'cjs',
      bytecode: true,
      // names stay, for profiles and for the lines of an error
      minify: { syntax: true, whitespace: true },
      sourcemap: 'linked',
      // they bring libraries of the platform's own
      external: ['sharp', 'node-datachannel'],
      define: { FOLDER_OF_BUILD: 'module.path' },
    })
    await leanMap(join(folder, `${name}.js.map`))
  }
}

/** Without the texts of the sources, which the lines of an error do not need. Bun reads no map without their list. */
async function leanMap(path: string): Promise<void> {
  const map = JSON.parse(await readFile(path, 'utf8')) as { sources: string[] }
  await writeFile(path, JSON.stringify({ ...map, sourcesContent: map.sources.map(() => null) }))
}
