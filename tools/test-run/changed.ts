// Chooses the tests that `npm test -- --changed` runs.
import { spawnSync } from 'node:child_process'
import { basename, relative } from 'node:path'
import { millisecondsOf, readTimings, sourceFiles, type Timings, testFiles } from './test-files.ts'

/** Of the recorded times of what is run, two files at a time: with types and lint it stays below three minutes. */
const BUDGET_MS = 240_000

/** A change of these can break anything, in ways that no import shows. */
const SHARED =
  /^(?:package(?:-lock)?\.json|tsconfig\.json|bunfig\.toml|bin\/|tools\/(?:test-run|programs)\/(?!.*\.test\.).*\.ts)/

/** Bundles of the server for browsers: it names their modules in texts, which counts as importing them. */
const BUNDLES = 'server/src/http/assets.ts'

/** Two people who write to each other in two browsers: runs with every change of what ships. */
const SMOKE = 'e2e/rooms/two-people.test.ts'
/** Read the documents and the sources as texts, and take a second. */
const ALWAYS = /^(?:tools\/checks\/|server\/src\/spec-rules\.)/
/** Tests and tools read documents; other sources only name them. */
const READS = /\.test\.tsx?$|^tools\//
const SHIPS = /^(?:server|sdk|widget|protocol|embed|react|dashboard|demo)\/src\/(?!.*\.test\.)/

/** Sources that one folder of browser tests is about, however many imports lie between them. */
const AREAS = [
  [/^(?:dashboard|server\/src\/dashboard)\//, /^e2e\/dashboard\//],
  [/^(?:widget\/src\/(?:loader|bridge)|embed|react)\//, /^e2e\/page\//],
  [/^sdk\/src\/(?:connection|sharing|outbox)\//, /^e2e\/connection\//],
] as const

/**
 * The tests that a change is the most likely to break, the nearest first, as many as fit three minutes; logs those
 * that do not. A change counts from where the branch left `origin/main`, with what is not committed.
 */
export async function testsOfChange(): Promise<string[]> {
  const changed = changedFiles()
  if (changed.some((file) => SHARED.test(file))) {
    console.log(`\n${changed.find((file) => SHARED.test(file))} can break any test: all are run.`)
    return testFiles()
  }
  const { run, left } = choose(changed, testFiles(), await importersOf(sourceFiles(), changed), readTimings())
  console.log(`\n${changed.length} changed files; ${run.length} test files are near them and run.`)
  if (left.length > 0) {
    console.log(
      `${left.length} more may be concerned: \`npm test\` runs them. The nearest: ${left.slice(0, 5).join(' ')}`,
    )
  }
  return run
}

/**
 * @param importers the files that import a file
 * @returns the tests within the budget, and the others
 */
export function choose(
  changed: readonly string[],
  tests: readonly string[],
  importers: ReadonlyMap<string, readonly string[]>,
  timings: Timings,
): { run: string[]; left: string[] } {
  const distance = distances(changed, importers)
  const words = new Set(changed.flatMap(wordsOf))
  const near = (test: string) => {
    const byImports = distance.get(test) ?? Number.POSITIVE_INFINITY
    if (changed.length > 0 && ALWAYS.test(test)) return Math.min(byImports, 1)
    if (test === SMOKE && changed.some((file) => SHIPS.test(file))) return Math.min(byImports, 1)
    // `e2e/messages/mentions.test.ts` is about `widget/src/chat/mentions/mentions-model.ts`, however far it is from it
    if (byImports > 1 && wordsOf(basename(test)).some((word) => words.has(word))) return 1.5
    const isOfArea = AREAS.some(([sources, area]) => area.test(test) && changed.some((file) => sources.test(file)))
    return isOfArea ? Math.min(byImports, 1.7) : byImports
  }
  const concerned = tests.filter((test) => near(test) < Number.POSITIVE_INFINITY)
  concerned.sort((a, b) => near(a) - near(b) || millisecondsOf(a, timings) - millisecondsOf(b, timings))
  const run: string[] = []
  const left: string[] = []
  let sum = 0
  for (const test of concerned) {
    // a test that was changed itself runs in any case
    const fits = near(test) === 0 || sum + millisecondsOf(test, timings) <= BUDGET_MS
    if (fits) sum += millisecondsOf(test, timings)
    ;(fits ? run : left).push(test)
  }
  return { run, left }
}

/** By how many imports a file is away from the nearest changed one. */
function distances(
  changed: readonly string[],
  importers: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, number> {
  const distance = new Map(changed.map((file) => [file, 0]))
  const queue = [...changed]
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const importer of importers.get(file) ?? []) {
      if (distance.has(importer)) continue
      distance.set(importer, (distance.get(file) ?? 0) + 1)
      queue.push(importer)
    }
  }
  return distance
}

/** Words in a path that name a feature, in the singular. */
function wordsOf(path: string): string[] {
  const parts = path.replace(/(?:\.test)?\.\w+$/, '').split('/')
  return parts
    .slice(-2)
    .flatMap((part) => part.split('-'))
    .map((word) => word.toLowerCase().replace(/s$/, ''))
    .filter((word) => word.length > 2 && !COMMON.has(word))
}

const COMMON = new Set([
  'chat',
  'message',
  'model',
  'view',
  'test',
  'testing',
  'index',
  'page',
  'dashboard',
  'http',
  'store',
  'own',
  'two',
  'for',
  'the',
  'phrase',
])

/**
 * For each file those that import it, types left out, as they are gone when a test runs. What is no TypeScript
 * (documents, settings) is taken for imported by the tests that name it, and styles by what bundles them.
 */
export async function importersOf(
  files: readonly string[],
  changed: readonly string[],
): Promise<ReadonlyMap<string, string[]>> {
  const importers = new Map<string, string[]>()
  const add = (file: string, importer: string) => importers.set(file, [...(importers.get(file) ?? []), importer])
  const texts = changed.filter((file) => !/\.tsx?$/.test(file))
  for (const file of texts) if (file.endsWith('.css')) add(file, BUNDLES)
  const transpilers = { ts: new Bun.Transpiler({ loader: 'ts' }), tsx: new Bun.Transpiler({ loader: 'tsx' }) }
  await Promise.all(
    files.map(async (file) => {
      const text = await Bun.file(file).text()
      if (READS.test(file)) for (const other of texts) if (text.includes(basename(other))) add(other, file)
      const named = transpilers[file.endsWith('x') ? 'tsx' : 'ts'].scanImports(text).map(({ path }) => path)
      const bundled =
        file === BUNDLES ? [...text.matchAll(/'(@imbachat\/[\w/.-]+)'/g)].map(([, path = '']) => path) : []
      for (const path of [...named, ...bundled]) {
        const imported = resolved(path, file)
        if (imported !== null) add(imported, file)
      }
    }),
  )
  return importers
}

/** @returns a path in the repository, null for packages of others */
function resolved(path: string, from: string): string | null {
  if (!/^(?:\.|@imbachat\/)/.test(path)) return null
  try {
    const file = relative('.', Bun.resolveSync(path, `${process.cwd()}/${from.slice(0, from.lastIndexOf('/'))}`))
    return file.startsWith('..') || file.includes('node_modules/') ? null : file
  } catch {
    return null
  }
}

function changedFiles(): string[] {
  const base = git('merge-base', 'HEAD', 'origin/main') ?? ['HEAD']
  const files = [
    ...(git('diff', '--name-only', base[0] ?? 'HEAD') ?? []),
    ...(git('ls-files', '--others', '--exclude-standard') ?? []),
  ]
  return [...new Set(files)]
}

/** The lines of Git's output; null if Git fails. */
function git(...args: string[]): string[] | null {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return status === 0 ? stdout.split('\n').filter(Boolean) : null
}
