import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import rootPackage from '../../package.json' with { type: 'json' }
import protocolPackage from '../../protocol/package.json' with { type: 'json' }
import sdkPackage from '../../sdk/package.json' with { type: 'json' }

const root = join(import.meta.dir, '..', '..')
const TYPES = 'types'

/**
 * Writes the sdk as a package for projects outside of this one: plain JavaScript that depends on nothing, with types.
 * Node strips types from what lies in a workspace, but never from what is installed.
 * @throws Error with what the compiler said
 */
export async function buildSdkPackage(out: string): Promise<void> {
  mkdirSync(out, { recursive: true })
  const entries = Object.entries(sdkPackage.exports)
  const { logs } = await Bun.build({
    entrypoints: entries.map(([, path]) => join(root, 'sdk', path)),
    root: join(root, 'sdk', 'src'),
    outdir: out,
    target: 'browser',
    splitting: true,
  })
  if (logs.length > 0) throw new Error(logs.join('\n'))
  writeTypes(join(out, TYPES))
  const manifest = {
    name: sdkPackage.name,
    version: sdkPackage.version,
    description: 'Client of the ImbaChat server, without UI: for browsers, Node and Bun.',
    license: rootPackage.license,
    type: 'module',
    sideEffects: entries.flatMap(([name, path]) => (name.endsWith('/worker') ? [compiled(path)] : [])),
    exports: Object.fromEntries(
      entries.map(([name, path]) => [name, { types: declared(path), default: compiled(path) }]),
    ),
    engines: { node: '>=20' },
    // only types speak of it: those of the frames that `connect` is given
    peerDependencies: { zod: protocolPackage.dependencies.zod.replace(/^\d+/, '^$&') },
    peerDependenciesMeta: { zod: { optional: true } },
  }
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  cpSync(join(root, 'sdk', 'README.md'), join(out, 'README.md'))
}

const compiled = (path: string) => path.replace('./src/', './').replace(/\.ts$/, '.js')
const declared = (path: string) => path.replace('./', `./${TYPES}/sdk/`).replace(/\.ts$/, '.d.ts')

function writeTypes(out: string): void {
  const sources = [...Object.values(sdkPackage.exports).map((path) => join('sdk', path)), 'protocol/src/index.ts']
  const options = ['--ignoreConfig', '--declaration', '--emitDeclarationOnly', '--rootDir', '.', '--outDir', out]
  const language = ['--target', 'ESNext', '--module', 'Preserve', '--moduleResolution', 'bundler', '--strict']
  const more = ['--exactOptionalPropertyTypes', '--allowImportingTsExtensions', '--lib', 'ESNext,DOM,DOM.Iterable']
  const tsc = join(root, 'node_modules', '.bin', 'tsc')
  const done = spawnSync(tsc, [...options, ...language, ...more, '--skipLibCheck', '--types', '', ...sources], {
    cwd: root,
    encoding: 'utf8',
  })
  if (done.status !== 0) throw new Error(`tsc: ${done.error?.message ?? done.stdout}`)
  for (const name of new Bun.Glob('**/*.d.ts').scanSync(out)) {
    const file = join(out, name)
    const protocol = `${relative(dirname(file), join(out, 'protocol', 'src'))}/index.js`
    const text = readFileSync(file, 'utf8')
    writeFileSync(
      file,
      text.replaceAll("'@imbachat/protocol'", `'${protocol}'`).replaceAll(/(\.\/[^'"]*)\.ts(['"])/g, '$1.js$2'),
    )
  }
}
