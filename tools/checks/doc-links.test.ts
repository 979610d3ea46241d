import { expect, test } from 'bun:test'
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
