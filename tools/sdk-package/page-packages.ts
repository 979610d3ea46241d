import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import embedPackage from '../../embed/package.json' with { type: 'json' }
import rootPackage from '../../package.json' with { type: 'json' }
import reactPackage from '../../react/package.json' with { type: 'json' }
import { writeTypes } from './types.ts'

const root = join(import.meta.dir, '..', '..')

/** The names of the widget's sources inside the package of types. */
const TYPES = '@imbachat/widget/page-types.ts'

/**
 * `@imbachat/embed`: the types of `window.ImbaChat`, what fetches its script, and the custom elements.
 * @throws Error with the output of the compiler
 */
export async function buildEmbedPackage(out: string): Promise<void> {
  await bundle(out, 'embed', embedPackage.exports, [])
  writeTypes(out, ['embed/src/index.ts', 'embed/src/elements.ts', 'widget/src/page-types.ts'], 'tsconfig.json', {
    // The compiler writes no types for what it finds in node_modules, and this may be found there or here.
    paths: { [TYPES]: [join(root, 'widget', 'src', 'page-types.ts')] },
  })
  for (const name of ['index', 'elements']) {
    const file = join(out, 'types', 'embed', 'src', `${name}.d.ts`)
    const types = `${relative(dirname(file), join(out, 'types', 'widget', 'src'))}/page-types.js`
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(TYPES, types))
  }
  writeManifest(out, 'embed', embedPackage, {
    description: "ImbaChat in a page: its script, its types, its custom elements. For pages' own code.",
    sideEffects: ['./elements.js'],
  })
}

/**
 * `@imbachat/react`: components and hooks over `@imbachat/embed`.
 * @throws Error with the output of the compiler
 */
export async function buildReactPackage(out: string): Promise<void> {
  await bundle(out, 'react', reactPackage.exports, ['react', 'react/jsx-runtime', '@imbachat/embed'])
  writeTypes(out, ['react/src/index.tsx'], join('react', 'tsconfig.json'))
  // it has its own in the other package
  for (const other of ['embed', 'widget']) rmSync(join(out, 'types', other), { recursive: true, force: true })
  writeManifest(out, 'react', reactPackage, {
    description: 'ImbaChat for React: an inbox, conversations, the unread count.',
    sideEffects: false,
    dependencies: { '@imbachat/embed': embedPackage.version },
    peerDependencies: reactPackage.peerDependencies,
  })
}

async function bundle(out: string, folder: string, exports: Record<string, string>, external: string[]): Promise<void> {
  mkdirSync(out, { recursive: true })
  const { logs } = await Bun.build({
    entrypoints: Object.values(exports).map((path) => join(root, folder, path)),
    root: join(root, folder, 'src'),
    outdir: out,
    target: 'browser',
    splitting: true,
    external,
    jsx: { runtime: 'automatic', importSource: 'react', development: false },
    define: { 'process.env.NODE_ENV': '"production"' },
    // comments in an `import()` make the page's bundler leave it alone
    minify: false,
  })
  if (logs.length > 0) throw new Error(logs.join('\n'))
}

function writeManifest(
  out: string,
  folder: string,
  { name, version, exports }: { name: string; version: string; exports: Record<string, string> },
  more: Record<string, unknown>,
): void {
  const stem = (path: string) => path.replace(/\.tsx?$/, '').replace('./', '')
  const manifest = {
    name,
    version,
    license: rootPackage.license,
    type: 'module',
    exports: Object.fromEntries(
      Object.entries(exports).map(([entry, path]) => [
        entry,
        {
          types: `./types/${folder}/${stem(path)}.d.ts`,
          default: `./${stem(path).replace('src/', '')}.js`,
        },
      ]),
    ),
    ...more,
  }
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  cpSync(join(root, folder, 'README.md'), join(out, 'README.md'))
}
