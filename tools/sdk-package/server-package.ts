import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { apiTypes } from '@imbachat/protocol/documents/api-types'
import { apiOperations } from '@imbachat/protocol/http/api/api-operations'
import rootPackage from '../../package.json' with { type: 'json' }
import { NODE_20, writeTypes } from './types.ts'

const root = join(import.meta.dir, '..', '..')
const node = join(root, 'integrations', 'node')

/**
 * `@imbachat/server`: calls of the API for a site's own server, in Node and Bun. The types of its calls and events are
 * written from the schemas of the API, so that it needs no zod.
 * @throws Error with the output of the compiler
 */
export async function buildServerPackage(out: string): Promise<void> {
  const sources = join(out, 'src')
  mkdirSync(sources, { recursive: true })
  cpSync(join(node, 'index.ts'), join(sources, 'index.ts'))
  const table = Object.values(apiOperations).map(({ id, method, path }) => [id, [method, path]])
  const declared = 'export const OPERATIONS: Readonly<Record<string, readonly [method: string, path: string]>> = '
  writeFileSync(
    join(sources, 'operations.ts'),
    `${apiTypes()}\n${declared}${JSON.stringify(Object.fromEntries(table))}\n`,
  )
  const { logs } = await Bun.build({ entrypoints: [join(sources, 'index.ts')], outdir: out, target: 'node' })
  if (logs.length > 0) throw new Error(logs.join('\n'))
  const built = join(out, 'index.js')
  // where it was built, which differs each time
  writeFileSync(built, readFileSync(built, 'utf8').replaceAll(/^\/\/ .*\/(\w+\.ts)$/gm, '// $1'))
  writeTypes(out, [relative(root, join(sources, 'index.ts'))], 'tsconfig.json', {
    rootDir: sources,
    lib: NODE_20,
    types: ['node'],
    typeRoots: [join(root, 'node_modules', '@types')],
  })
  rmSync(sources, { recursive: true })
  const manifest = {
    name: '@imbachat/server',
    version: rootPackage.version,
    description: "Calls an ImbaChat server from your site's own, signs its users in, and checks its webhooks.",
    license: rootPackage.license,
    type: 'module',
    sideEffects: false,
    exports: { '.': { types: './types/index.d.ts', default: './index.js' } },
    engines: { node: '>=20.3' },
  }
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  cpSync(join(node, 'README.md'), join(out, 'README.md'))
}
