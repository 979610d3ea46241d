import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import biome from '../../biome.json' with { type: 'json' }
import { engines } from '../../package.json' with { type: 'json' }
import { NODE_LINES } from '../programs/node.ts'

const read = (file: string) => readFileSync(join(resolve(import.meta.dir, '..', '..'), file), 'utf8')

test('.nvmrc, the dev container and package.json name the oldest Node that the tests run in', () => {
  const [oldest] = NODE_LINES
  expect(engines.node).toBe(`>=${oldest}`)
  expect(read('.nvmrc').trim()).toBe(String(oldest))
  expect(JSON.parse(read('.devcontainer/devcontainer.json')).image).toStartWith(`node:${oldest}-`)
})

test('.editorconfig formats as Biome does', () => {
  const settings = Object.fromEntries([...read('.editorconfig').matchAll(/^(\w+) = (.+)$/gm)].map(([, k, v]) => [k, v]))
  const { indentStyle, indentWidth, lineWidth } = biome.formatter
  expect(settings).toMatchObject({ max_line_length: String(lineWidth), indent_size: String(indentWidth) })
  expect(read('.editorconfig')).toContain(`indent_style = ${indentStyle}`)
})

test('the template of an issue names commands that the CLI has', () => {
  const named = [...read('.github/ISSUE_TEMPLATE/fault.yml').matchAll(/`imbachat ([\w-]+)`/g)].map(
    ([, name = '']) => name,
  )
  const words = new Set(read('server/src/cli/run-cli.ts').match(/'--version'|\b\w+\b/g))
  expect(named).toEqual(['--version', 'doctor'])
  expect(named.filter((name) => !words.has(name) && !words.has(`'${name}'`))).toEqual([])
})
