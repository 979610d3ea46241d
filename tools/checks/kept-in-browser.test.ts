import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { KEPT_IN_BROWSER, type Kept } from '../../protocol/src/page/kept-in-browser.ts'

const rows = Object.values(KEPT_IN_BROWSER).map(
  ({ name, storage, of, what, until }: Kept) =>
    `| \`${name}\` | ${storage} of the ${of === 'chat' ? "chat's origin" : "site's page"} | ${what} | ${until} |`,
)

test("LOGOUT-6 docs/security.md lists all that the chat leaves in a visitor's browser", () => {
  const lines = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8').split('\n')
  expect(lines.filter((line) => /^\| `imbachat[-:]/.test(line))).toEqual(rows)
})

test('LOGOUT-6 scripts that use a storage take its names from the declaration', () => {
  const folder = new URL('../../', import.meta.url)
  const files = [...new Bun.Glob('{widget,sdk}/src/**/*.{ts,tsx}').scanSync(folder.pathname)]
  const using = files.filter((file) => {
    if (/\.test\.tsx?$/.test(file)) return false
    const code = readFileSync(new URL(file, folder), 'utf8')
    return /\b[gsr]etItem\(|\bremoveItem\(|\bindexedDB\.open\(/.test(code) && !code.includes('protocol/page/kept-')
  })
  // its caller gives it the name
  expect(using).toEqual(['widget/src/loader/window/placement.ts'])
})
