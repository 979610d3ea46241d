import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** The time of each test file, in the form that Bun's `--timings` reads; `npm test -- --keep-timings` writes it. */
export const TIMINGS = 'tools/test-run/test-timings.json'

/** Milliseconds that a file without a recorded time is taken for. */
const UNKNOWN_MS = 2_000

export type Timings = Readonly<Record<string, number>>

export function readTimings(): Timings {
  if (!existsSync(TIMINGS)) return {}
  return (JSON.parse(readFileSync(TIMINGS, 'utf8')) as { files: Timings }).files
}

export const millisecondsOf = (file: string, timings: Timings): number => timings[file] ?? UNKNOWN_MS

/** All test files of the repository, sorted. A copy of it without Git has them, too. */
export function testFiles(): string[] {
  return sourceFiles().filter((file) => /\.test\.tsx?$/.test(file))
}

/** All TypeScript of the repository, sorted. */
export function sourceFiles(): string[] {
  const folders = readdirSync('.', { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !/^(?:\.|node_modules$|tmp$|dist$)/.test(entry.name),
  )
  const glob = new Bun.Glob('**/*.{ts,tsx}')
  return folders
    .flatMap(({ name }) => [...glob.scanSync({ cwd: name })].map((file) => `${name}/${file}`))
    .filter((file) => !file.includes('node_modules/'))
    .sort()
}
