import { expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, normalize } from 'node:path'

const ROOT = new URL('../..', import.meta.url).pathname
const PAGES = ['*.md', 'docs/**/*.md', '{sdk,embed,react}/README.md', 'integrations/*/README.md']

const pages = PAGES.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync(ROOT)])
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8').replace(/^(`{3,}).*?^\1$/gms, '')

/** As the sites that show Markdown name a heading in an address. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

const anchorsOf = (path: string): string[] =>
  [...textOf(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading))

/** What is wrong with a link of a page; null: it leads somewhere. */
function problemOf(page: string, link: string): string | null {
  const [path = '', anchor] = link.split('#')
  const target = path ? normalize(join(page, '..', path)) : page
  if (!existsSync(join(ROOT, target))) return `${page}: ${link} is no file`
  if (!anchor || statSync(join(ROOT, target)).isDirectory()) return null
  return anchorsOf(target).includes(anchor) ? null : `${page}: ${target} has no heading #${anchor}`
}

test('every link between the pages of the docs leads to a file and a heading that exist', () => {
  const problems: (string | null)[] = []
  for (const page of pages) {
    for (const [, link = ''] of textOf(page)
      .replace(/`[^`]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g)) {
      if (!/^[a-z]+:/.test(link)) problems.push(problemOf(page, link))
    }
  }
  expect(problems.length).toBeGreaterThan(100)
  expect(problems.filter((problem) => problem !== null)).toEqual([])
})

const git = (...args: string[]): string[] =>
  spawnSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 }).stdout.split('\n')

/** Code spans of the pages that look like this, each with its page. */
const spans = (pattern: RegExp): { page: string; span: string }[] =>
  pages.flatMap((page) =>
    [...textOf(page).matchAll(/`([^`\s]+)`/g)]
      .map(([, span = '']) => ({ page, span }))
      .filter(({ span }) => pattern.test(span)),
  )

test('every file of the code that the docs name exists', () => {
  const files = git('ls-files')
  const named = spans(/^[\w-]+(?:\/[\w.-]+)+\.(?:tsx?|mjs|css)$/)
  expect(named.length).toBeGreaterThan(100)
  expect(named.filter(({ span }) => !files.some((file) => `/${file}`.endsWith(`/${span}`)))).toEqual([])
})

test('every setting that the docs name is read by the code', () => {
  const known = new Set(git('grep', '-hoE', '[A-Z][A-Z0-9]*(_[A-Z0-9]+)+', '--', '*.ts', '*.mjs', 'deploy'))
  // the runtime's own
  known.add('NODE_EXTRA_CA_CERTS')
  const named = spans(/^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/)
  expect(named.length).toBeGreaterThan(100)
  expect(named.filter(({ span }) => !known.has(span))).toEqual([])
})
