import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { testFiles } from '../test-run/test-files.ts'
import { workflowProblems } from './workflows.ts'

const root = resolve(import.meta.dir, '..', '..')
const project = { root, scripts: packageJson.scripts, testFiles: testFiles() }
const folder = join(root, '.github', 'workflows')

test.each(readdirSync(folder))(
  'the workflow %s calls what the project has, with pinned actions, named rights and an end',
  (file) => {
    expect(workflowProblems(readFileSync(join(folder, file), 'utf8'), project)).toEqual([])
  },
)

const SOUND = `
permissions:
  contents: read
jobs:
  one:
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      - run: npm test -- --shard \${{ matrix.shard }}/4 sdk/src
      - run: npm run build
`

test('a sound workflow has no problems', () => {
  expect(workflowProblems(SOUND, project)).toEqual([])
})

test.each([
  ['@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1', '@v7', 'is not pinned'],
  [' # v7.0.1', '', 'is not pinned'],
  ['contents: read', 'contents: write', 'permissions that only read'],
  ['    timeout-minutes: 5\n', '', 'the job one has no timeout-minutes'],
  ['npm run build', 'npm run bild', 'package.json has no script bild'],
  ['npm run build', 'node bin/bild.mjs', 'there is no file bin/bild.mjs'],
  ['sdk/src', 'sdk/nowhere', 'no test file has sdk/nowhere in its path'],
  ['--shard', '--chard', '--chard'],
  ['/4', '', '--shard: 1 must be'],
  ['npm test --', 'npm test', 'the options of npm test stand behind --'],
])('a workflow with %j replaced by %j is refused', (part, other, problem) => {
  expect(SOUND).toContain(part)
  expect(workflowProblems(SOUND.replace(part, other), project)).toEqual([expect.stringContaining(problem)])
})

test('Dependabot looks after the packages and the actions, in groups', () => {
  const { updates } = Bun.YAML.parse(readFileSync(join(root, '.github', 'dependabot.yml'), 'utf8')) as {
    updates: { 'package-ecosystem': string; groups?: object }[]
  }
  expect(updates.map((one) => one['package-ecosystem'])).toEqual(['npm', 'github-actions'])
  expect(updates.every(({ groups }) => groups !== undefined)).toBe(true)
})
