import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { languages } from '@imbachat/protocol/phrases/languages'
import { currentBuild } from '../build/built.ts'

/** Path of the assets. Names have a hash of the content, so browsers may cache them forever. */
export const ASSETS_PATH = '/imbachat/assets/'

export interface Asset {
  type: string
  body: Uint8Array<ArrayBuffer>
  /** Compressed by the build; without a build it is compressed at the first request, then cached. */
  encoded(encoding: Encoding): Promise<Uint8Array<ArrayBuffer>>
}

export type Encoding = 'br' | 'gzip'

/** The paths of a browser bundle that an HTML page names. */
/** The script of a bundle that has one. */
export function scriptOf({ scripts }: PageBundle, files: Assets['files']): string {
  const [address = ''] = scripts
  return new TextDecoder().decode(files.get(address.slice(ASSETS_PATH.length))?.body)
}

export interface PageBundle {
  scripts: string[]
  /** chunks that the script imports at once */
  preloads: string[]
  styles: string[]
  /** style sheets of parts that load on demand; the script adds them */
  laterStyles: string[]
  /**
   * Scripts imported on demand, by the name of their source file without its ending: the script, and others that it
   * imports and the page's own does not have.
   */
  laterScripts: Record<string, [script: string, ...imports: string[]]>
}

export interface Assets {
  /** by the name after `ASSETS_PATH` */
  files: ReadonlyMap<string, Asset>
  /** text of the loader, in need of an `IMBACHAT_CONFIG` around it */
  loader: string
  /** the loader's second script, an ES module */
  window: PageBundle
  /** the loader's third script, an ES module */
  pageParts: PageBundle
  /** custom elements for the page, an ES module */
  elements: PageBundle
  frame: PageBundle
  /** phrases of the chat frame by language, without English: of the first view, and of the rest */
  catalogs: Record<string, [first: string, later: string]>
  /** script of the SharedWorker that holds the connection of all tabs */
  connectionWorker: PageBundle
  /** script of the page that replaces the frame on a page that may not have it */
  refusal: PageBundle
  /** script of the window in which the browser asks about notifications */
  pushWindow: PageBundle
  /** script of the worker that shows notifications: a classic script */
  pushWorker: PageBundle
  dashboard: PageBundle
  /** shows notifications of the dashboard */
  dashboardWorker: PageBundle
  /** script of the sample page in the dashboard's preview */
  preview: PageBundle
}

let theirs: Promise<Assets> | undefined

/** For developers: scripts that can be read, with source maps, and one more script on the dashboard's page. */
export interface DevBuild {
  name: string
  script: string
}

/**
 * Those of this process, whose sources do not change while it runs: from the build, or else bundled now.
 * The first call decides whether they are `dev`.
 */
export function theAssets(dev?: DevBuild): Promise<Assets> {
  const build = dev ? null : currentBuild()
  theirs ??= build === null ? buildAssets(dev) : readAssets(build)
  return theirs
}

/**
 * Bundles everything that browsers get, from source, into memory.
 * @throws AggregateError with the bundler's messages when a source does not build
 */
export async function buildAssets(dev?: DevBuild): Promise<Assets> {
  const bundle = (name: string, entry: string, extras: Extras = {}) => bundleEntry(name, entry, extras, !dev)
  // not by the bundler's own import(), which would add to the page's head and half a kilobyte to the script
  const elements = await bundle('elements', '@imbachat/widget/elements/elements.ts')
  const pageParts = await bundle('page-parts', '@imbachat/widget/loader/parts/page-parts.ts', {
    define: { ELEMENTS: elements.page.scripts[0] ?? '' },
  })
  const sitePush = await bundle('site-push', '@imbachat/widget/push/site-push.ts')
  const window = await bundle('window', '@imbachat/widget/loader/window/window.ts', {
    define: { PAGE_PARTS: pageParts.page.scripts[0] ?? '', SITE_PUSH: sitePush.page.scripts[0] ?? '' },
  })
  const catalogs = await bundleCatalogs()
  const [loader, frame, connectionWorker, refusal, pushWindow, pushWorker, dashboard, dashboardWorker, preview] =
    await Promise.all([
      bundle('loader', '@imbachat/widget/loader/main.ts'),
      bundle('frame', '@imbachat/widget/chat/main.tsx', {
        styles: ['@imbachat/widget/chat/styles/at-once.css'],
        laterStyles: ['@imbachat/widget/chat/styles/later.css'],
      }),
      bundle('connection', '@imbachat/sdk/sharing/worker'),
      bundle('refusal', '@imbachat/widget/bridge/refusal.ts'),
      bundle('push-window', '@imbachat/widget/push/window.ts', { styles: ['@imbachat/widget/push/window.css'] }),
      bundle('push-worker', '@imbachat/widget/push/worker.ts'),
      bundle('dashboard', '@imbachat/dashboard/main.tsx', { define: { PHRASE_CATALOGS: catalogs.urls } }),
      bundle('dashboard-worker', '@imbachat/dashboard/push/worker.ts'),
      bundle('preview', '@imbachat/widget/preview/main.ts', {
        define: { WINDOW_SCRIPT: window.page.scripts[0] ?? '' },
        styles: ['@imbachat/widget/preview/page.css'],
      }),
    ])
  if (dev) {
    dashboard.files.set(dev.name, asset(new TextEncoder().encode(dev.script), 'text/javascript'))
    dashboard.page.scripts.push(ASSETS_PATH + dev.name)
  }
  // the frame's own script has English
  const { en: _english, ...othersThanEnglish } = catalogs.urls
  const files = new Map(
    [
      ...[catalogs, elements, pageParts, sitePush, window, frame, connectionWorker],
      ...[refusal, pushWindow, pushWorker, dashboard, dashboardWorker, preview],
    ].flatMap(({ files }) => [...files]),
  )
  const script = loader.files.get(loader.page.scripts[0]?.slice(ASSETS_PATH.length) ?? '')
  // line breaks are in style sheets only, and each costs a byte of every page
  const loaderText = new TextDecoder().decode(script?.body)
  return {
    files,
    loader: dev ? loaderText.replace(SOURCE_MAP, '') : loaderText.replaceAll('}\n', '}'),
    window: window.page,
    pageParts: pageParts.page,
    elements: elements.page,
    frame: frame.page,
    catalogs: othersThanEnglish,
    connectionWorker: connectionWorker.page,
    refusal: refusal.page,
    pushWindow: pushWindow.page,
    pushWorker: pushWorker.page,
    dashboard: dashboard.page,
    dashboardWorker: dashboardWorker.page,
    preview: preview.page,
  }
}

const PAGES = 'pages.json'
/** After the name of a file: the same, compressed. */
const COMPRESSED: Record<Encoding, string> = { br: '.br', gzip: '.gz' }

/** Keeps them in a folder, compressed as well, for `readAssets`. */
export async function writeAssets(build: string, { files, ...pages }: Assets): Promise<void> {
  const folder = join(build, 'assets')
  await mkdir(folder, { recursive: true })
  const types: Record<string, string> = {}
  for (const [name, { type, body }] of files) {
    types[name] = type
    await writeFile(join(folder, name), body)
    for (const encoding of ['br', 'gzip'] as const) {
      await writeFile(join(folder, name + COMPRESSED[encoding]), await compressed(body, encoding, 'small'))
    }
  }
  await writeFile(join(folder, PAGES), JSON.stringify({ pages, types }))
}

/** @param build a folder that `writeAssets` filled */
export async function readAssets(build: string): Promise<Assets> {
  const folder = join(build, 'assets')
  const { pages, types } = JSON.parse(await readFile(join(folder, PAGES), 'utf8')) as {
    pages: Omit<Assets, 'files'>
    types: Record<string, string>
  }
  const read = async (path: string) => new Uint8Array(await readFile(join(folder, path)))
  async function readAsset(name: string, type: string): Promise<Asset> {
    const body = await read(name)
    // a server that runs while its folder gets the next build still serves its own
    const compress = (encoding: Encoding) =>
      read(name + COMPRESSED[encoding]).catch(() => compressed(body, encoding, 'quick'))
    return asset(body, type, compress)
  }
  const files = Object.entries(types).map(
    async ([name, type]): Promise<[string, Asset]> => [name, await readAsset(name, type)],
  )
  return { ...pages, files: new Map(await Promise.all(files)) }
}

/** Comments to the end of the last line; a page's script goes on there. */
const SOURCE_MAP = /(\n\/\/# .*)+\s*$/

interface Bundle {
  page: PageBundle
  files: Map<string, Asset>
}

interface Extras {
  styles?: string[]
  laterStyles?: string[]
  /** values that stand for these names */
  define?: Record<string, unknown>
}

async function bundleEntry(
  name: string,
  entry: string,
  { define = {}, ...css }: Extras,
  minify: boolean,
): Promise<Bundle> {
  const texts = Object.entries(define).map(([name, text]) => [name, JSON.stringify(text)])
  const built = await Bun.build({
    entrypoints: [Bun.resolveSync(entry, import.meta.dir)],
    target: 'browser',
    format: 'esm',
    splitting: true,
    // it costs the first view 40 bytes for each script on demand, and the frame fetches them all when it is idle
    modulePreload: false,
    minify,
    sourcemap: minify ? 'none' : 'inline',
    metafile: true,
    publicPath: ASSETS_PATH,
    naming: { entry: `${name}-[hash].[ext]`, chunk: `${name}-chunk-[hash].[ext]`, asset: `${name}-[hash].[ext]` },
    define: { 'process.env.NODE_ENV': '"production"', ...Object.fromEntries(texts) },
    jsx: { runtime: 'automatic', importSource: 'preact', development: false },
  })
  const files = new Map<string, Asset>()
  const page: PageBundle = { scripts: [], preloads: [], styles: [], laterStyles: [], laterScripts: {} }
  for (const output of built.outputs) {
    const file = output.path.replace(/^\.?\//, '')
    files.set(file, asset(new Uint8Array(await output.arrayBuffer()), output.type))
    if (output.kind === 'entry-point') page.scripts.push(ASSETS_PATH + file)
    else if (file.endsWith('.css')) page.styles.push(ASSETS_PATH + file)
  }
  const address = (path: string) => ASSETS_PATH + basename(path)
  const importsOf = (script: string): string[] =>
    (built.metafile?.outputs[`./${basename(script)}`]?.imports ?? [])
      .filter(({ kind }) => kind === 'import-statement')
      .map(({ path }) => address(path))
  for (const script of page.scripts) page.preloads.push(...importsOf(script))
  for (const [path, { entryPoint }] of Object.entries(built.metafile?.outputs ?? {})) {
    const file = address(path)
    if (entryPoint && file.endsWith('.js') && !page.scripts.includes(file)) {
      const others = importsOf(file).filter((one) => !page.scripts.includes(one))
      page.laterScripts[basename(entryPoint, extname(entryPoint))] = [file, ...others]
    }
  }
  for (const [place, sheets] of Object.entries(css) as ['styles' | 'laterStyles', string[]][]) {
    for (const sheet of sheets) {
      const [file, body] = await styleSheet(name, sheet)
      files.set(file, body)
      page[place].push(ASSETS_PATH + file)
    }
  }
  return { page, files }
}

const IN_CATALOGS = '@imbachat/widget/chat/i18n'

/** Each catalog is a script of its own, whose address the frame gets from its page. */
async function bundleCatalogs(): Promise<{ files: Bundle['files']; urls: Assets['catalogs'] }> {
  const files: Bundle['files'] = new Map()
  const script = async (name: string, source: string): Promise<string> => {
    const entry = join(import.meta.dir, `${name}.ts`)
    const built = await Bun.build({
      entrypoints: [entry],
      files: { [entry]: source },
      target: 'browser',
      minify: true,
      naming: { entry: 'catalog-[hash].[ext]' },
    })
    const [output] = built.outputs
    if (!output) throw new Error(`the catalog ${name} gave no script`)
    const file = output.path.replace(/^\.?\//, '')
    files.set(file, asset(new Uint8Array(await output.arrayBuffer()), output.type))
    return ASSETS_PATH + file
  }
  const scripts = languages.map(async (language): Promise<[string, [first: string, later: string]]> => {
    const texts = `const texts = inThis("${language}")`
    const of = (name: string) => `import { ${name} as inThis } from "${IN_CATALOGS}/catalog.ts" with { type: "macro" }`
    const first = `${of('firstIn')}; ${texts}; export { texts as first }`
    const later = `${of('laterIn')}; ${texts}; export { texts as later }`
    return [language, [await script(`first-${language}`, first), await script(`later-${language}`, later)]]
  })
  return { files, urls: Object.fromEntries(await Promise.all(scripts)) }
}

/**
 * A style sheet with everything that it imports. For the target `browser` Bun writes logical properties out for each
 * direction of text, which doubles the size; every browser that runs the chat knows them.
 */
async function styleSheet(name: string, entry: string): Promise<[file: string, Asset]> {
  const built = await Bun.build({
    entrypoints: [Bun.resolveSync(entry, import.meta.dir)],
    target: 'bun',
    minify: true,
    naming: { entry: `${name}-[hash].[ext]`, asset: `${name}-[hash].[ext]` },
  })
  const [output] = built.outputs
  if (!output) throw new Error(`${entry} gave no style sheet`)
  return [output.path.replace(/^\.?\//, ''), asset(new Uint8Array(await output.arrayBuffer()), output.type)]
}

/**
 * `quick` is for a request that waits: at its smallest, each script takes a hundred times as long, and all of a page
 * on a busy machine took longer than a request may.
 */
type Effort = 'quick' | 'small'

const compressors: Record<Encoding, (body: Uint8Array, effort: Effort) => Promise<Buffer>> = {
  br: (body, effort) =>
    promisify(brotliCompress)(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: effort === 'quick' ? 4 : constants.BROTLI_MAX_QUALITY },
    }),
  gzip: (body, effort) => promisify(gzip)(body, { level: effort === 'quick' ? 6 : 9 }),
}

const compressed = async (body: Uint8Array, encoding: Encoding, effort: Effort) =>
  new Uint8Array(await compressors[encoding](body, effort))

function asset(
  body: Uint8Array<ArrayBuffer>,
  type: string,
  compress = (encoding: Encoding) => compressed(body, encoding, 'quick'),
): Asset {
  const kept = new Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>()
  return {
    type,
    body,
    encoded(encoding) {
      const known = kept.get(encoding)
      if (known) return known
      const made = compress(encoding)
      kept.set(encoding, made)
      return made
    },
  }
}
