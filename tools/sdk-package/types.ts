import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dir, '..', '..')

/** The language of Node 20: a newer function in a package is an error of the compiler. */
export const NODE_20 = ['ES2023', 'ES2024.String', 'DOM', 'DOM.Iterable']

/**
 * Writes the declarations of these sources into `types` of the package.
 * @param config whose options hold, besides `options`
 * @throws Error with the output of the compiler
 */
export function writeTypes(
  out: string,
  sources: string[],
  config: string,
  options: Record<string, unknown> = {},
): void {
  const made = join(out, 'tsconfig.json')
  const files = sources.map((source) => join(root, source))
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    types: [],
    rootDir: root,
    outDir: join(out, 'types'),
    ...options,
  }
  writeFileSync(made, JSON.stringify({ extends: join(root, config), files, include: [], compilerOptions }))
  const tsc = join(root, 'node_modules', '.bin', 'tsc')
  const done = spawnSync(tsc, ['-p', made, '--singleThreaded'], { cwd: root, encoding: 'utf8' })
  rmSync(made)
  if (done.status !== 0) throw new Error(`tsc: ${done.error?.message ?? done.stdout}`)
  for (const name of new Bun.Glob('**/*.d.ts').scanSync(out)) {
    const file = join(out, name)
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(\.\/[^'"]*)\.tsx?(['"])/g, '$1.js$2'))
  }
}
