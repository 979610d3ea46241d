import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * Counts that show how hard the code is to enter and to extend. `bun tools/checks/counts.ts` prints them; a test fails
 * when one rises above the recorded number. Record a count that fell here.
 */
export const MOST: Record<keyof ReturnType<typeof counts>, number> = {
  "files on a message's path": 35,
  'files of the feature reactions': 63,
  'shared files that name a feature, on average': 10,
  'server files of at most 25 lines with one importer': 13,
  'lines that spell a name in two ways': 15,
  'comments over 120 characters': 0,
  'lines of docs over 120 characters': 0,
  'other lines over 120 characters in 10,000': 16,
}

/** Features of about one size, by the words that code has for them. */
const FEATURES = {
  reactions: /reaction/i,
  pins: /\bpins?\b|pinned|pins?[A-Z]|Pins?[A-Z]/,
  invites: /invites?/i,
  drafts: /draft/i,
  reports: /report/i,
  mentions: /mention/i,
  forwarding: /forward/i,
  previews: /preview/i,
  cards: /\bcards?\b|Cards?[A-Z]/,
  'join requests': /join_?request/i,
}

const MAX_LENGTH = 120

const repository = resolve(import.meta.dir, '..', '..')
const read = (file: string) => readFileSync(join(repository, file), 'utf8')

/** Words of others, in the order of their list. */
const isData = (file: string) => /^widget\/src\/chat\/emoji\/emoji-list/.test(file)

function tracked(...patterns: string[]): string[] {
  const { stdout } = spawnSync('git', ['ls-files', '--', ...patterns], { cwd: repository, encoding: 'utf8' })
  return stdout.split('\n').filter((file) => file !== '' && !isData(file) && existsSync(join(repository, file)))
}

export function counts() {
  const code = tracked('*.ts', '*.tsx', '*.mjs', '*.css')
  const lines = code.flatMap((file) => read(file).split('\n'))
  const long = lines.filter((line) => line.length > MAX_LENGTH)
  const longCode = long.filter((line) => !/^\s*(\/\/|\/\*|\*)/.test(line) && !isPhrase(line))
  return {
    "files on a message's path": messagePath().size,
    'files of the feature reactions': filesOf(/reaction/i).length,
    'shared files that name a feature, on average': Math.round(sharedBy().length / Object.keys(FEATURES).length),
    'server files of at most 25 lines with one importer': shreds().length,
    'lines that spell a name in two ways': twoSpellings().length,
    'comments over 120 characters': long.filter((line) => /^\s*(\/\/|\/\*|\*)/.test(line)).length,
    'lines of docs over 120 characters': tracked('*.md').flatMap(longProse).length,
    'other lines over 120 characters in 10,000': Math.round((1e4 * longCode.length) / lines.length),
  }
}

/** Of a document, without tables, pictures and code, which can't be broken. `docs/bench.md` is written by the bench. */
function longProse(file: string): string[] {
  if (file === 'docs/bench.md') return []
  const prose = read(file).replace(/^\s*(`{3,})[\s\S]*?^\s*\1$/gm, '')
  return prose.split('\n').filter((line) => line.length > MAX_LENGTH && !/^\s*(\||!\[)/.test(line))
}

/** The files that docs/architecture.md lists, from one composer to the other's screen. */
function messagePath(): Set<string> {
  const document = read('docs/architecture.md')
  const [path = ''] = document.slice(document.indexOf('## The path of one message') + 1).split('\n## ')
  return new Set([...path.matchAll(/^\| \d+ \| `([^`]+)` \|/gm)].map(([, file = '']) => file))
}

/** A text of a catalog, which can't be broken. */
const isPhrase = (line: string) => /^\s*(en|ru|ar|de|es|fr): ['"]/.test(line)

/** Files whose code names a feature, without tests, docs and what they use; a comment may name it anywhere. */
function filesOf(feature: RegExp): string[] {
  return productFiles().filter((file) => feature.test(withoutComments(read(file))))
}

const productFiles = () =>
  tracked('protocol/src', 'server/src', 'sdk/src', 'widget/src', 'dashboard/src').filter(
    (file) => /\.(tsx?|css)$/.test(file) && !isForTests(file) && !isTranslation(file),
  )

/** A file that names half of the features is one that most new features change. */
const SHARED = Object.keys(FEATURES).length / 2

/** Each feature with each shared file that names it, as `feature file`. */
export function sharedBy(): string[] {
  return productFiles().flatMap((file) => {
    const code = withoutComments(read(file))
    const named = Object.entries(FEATURES).flatMap(([name, word]) => (word.test(code) ? [`${name} ${file}`] : []))
    return named.length >= SHARED ? named : []
  })
}

const withoutComments = (code: string) => code.replace(/\/\*.*?\*\/|^\s*\/\/.*$/gms, '')

const isForTests = (file: string) => /\.test\.|\/testing\//.test(file)

/** A catalog of the dashboard in another language than English: the compiler asks for its phrases. */
const isTranslation = (file: string) => /\/i18n\/(?!en\b)\w\w[/.-]/.test(file)

/**
 * Short files of the server that one other file imports. What is one file a thing by agreement (requests, endpoints,
 * migrations) does not count, nor does the list of a folder's parts.
 */
function shreds(): string[] {
  const files = tracked('server/src/*.ts').filter((file) => !isForTests(file))
  const importers = new Map<string, number>()
  for (const file of files) {
    for (const [, path = ''] of read(file).matchAll(/from '(\.[^']+)'/g)) {
      const imported = join(file, '..', path)
      importers.set(imported, (importers.get(imported) ?? 0) + 1)
    }
  }
  return files.filter(
    (file) =>
      !/\/(requests|migrations|site-api|cli|http\/dashboard)\/|\/index\.ts$/.test(file) &&
      importers.get(file) === 1 &&
      read(file).trimEnd().split('\n').length <= 25,
  )
}

/**
 * Lines such as `room_id: roomId`, which turn the wire's spelling into another one or back, as `file:number: text`. Not
 * counted: schemas of the protocol (`room_id: roomId` says which one a field has), names of better-auth, and what is in
 * quotes.
 */
export function twoSpellings(): string[] {
  const folders = ['server/src', 'sdk/src', 'widget/src', 'dashboard/src']
  return tracked(...folders.flatMap((folder) => [`${folder}/*.ts`, `${folder}/*.tsx`]))
    .filter((file) => !isForTests(file) && !file.endsWith('/accounts/auth.ts'))
    .flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, index) => (spellsTwice(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    )
}

export function spellsTwice(line: string): boolean {
  const unquoted = line.replace(/'[^']*'/g, "''")
  return [...unquoted.matchAll(/\b([a-z]\w*)\??: ([^,{}]*)/g)].some(([, name = '', value = '']) => {
    const other = /_/.test(name)
      ? name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
      : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    return other !== name && new RegExp(`\\b${other}\\b(?!\\()`).test(value)
  })
}

if (import.meta.main) {
  if (process.argv.includes('--names')) for (const line of twoSpellings()) console.log(line.slice(0, 240))
  else if (process.argv.includes('--short')) for (const file of shreds()) console.log(file)
  else if (process.argv.includes('--shared')) for (const line of sharedBy().sort()) console.log(line)
  else console.table(counts())
}
