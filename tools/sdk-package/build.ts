import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { protocolTypes } from '@imbachat/protocol/documents/protocol-types'
import rootPackage from '../../package.json' with { type: 'json' }
import sdkPackage from '../../sdk/package.json' with { type: 'json' }
import { NODE_20, writeTypes } from './types.ts'

const root = join(import.meta.dir, '..', '..')
const TYPES = 'types'

/**
 * Writes the sdk as a package for projects outside of this one: plain JavaScript that depends on nothing, with types.
 * Node strips types from what lies in a workspace, but never from what is installed.
 * @throws Error with the output of the compiler
 */
export async function buildSdkPackage(out: string): Promise<void> {
  mkdirSync(out, { recursive: true })
  const entries = Object.entries(sdkPackage.exports)
  const { logs } = await Bun.build({
    entrypoints: entries.map(([, path]) => join(root, 'sdk', path)),
    root: join(root, 'sdk', 'src'),
    outdir: out,
    target: 'browser',
    // of the entry point for Node
    external: ['node:*'],
    splitting: true,
  })
  if (logs.length > 0) throw new Error(logs.join('\n'))
  writeSdkTypes(out)
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
  }
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  cpSync(join(root, 'sdk', 'README.md'), join(out, 'README.md'))
}

const compiled = (path: string) => path.replace('./src/', './').replace(/\.ts$/, '.js')
const declared = (path: string) => path.replace('./', `./${TYPES}/sdk/`).replace(/\.ts$/, '.d.ts')

function writeSdkTypes(out: string): void {
  // Only the sdk is compiled. The protocol's declarations would need zod, so its types are written as what they are.
  const sources = Object.values(sdkPackage.exports).map((path) => join('sdk', path))
  const isForNode = (source: string) => source.endsWith('file-outbox.ts')
  writeTypes(
    out,
    sources.filter((source) => !isForNode(source)),
    'tsconfig.json',
    { lib: NODE_20 },
  )
  const typeRoots = [join(root, 'node_modules', '@types')]
  writeTypes(out, sources.filter(isForNode), 'tsconfig.json', { lib: NODE_20, types: ['node'], typeRoots })
  const protocol = join(out, TYPES, 'protocol.d.ts')
  const shapes = [
    'messages/message.ts',
    'messages/cards.ts',
    'rooms/room.ts',
    'users/user.ts',
    'users/own-item.ts',
  ].map((name) => readFileSync(join(root, 'protocol', 'src', name), 'utf8'))
  writeFileSync(protocol, protocolTypes(shapes))
  for (const name of new Bun.Glob('**/*.d.ts').scanSync(out)) {
    const file = join(out, name)
    const address = `${relative(dirname(file), protocol.replace(/\.d\.ts$/, '.js'))}`
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replaceAll(/(['"])@imbachat\/protocol(\/[\w/-]+)?\1/g, `'${address}'`),
    )
  }
}
