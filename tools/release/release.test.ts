import { afterAll, beforeEach, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { version } from '../../package.json'
import { readSections, releaseSection } from './changelog.ts'
import { checkRelease, isHigher } from './check.ts'
import { SEMVER, setVersion, versionPlaces } from './versions.ts'

const folder = mkdtempSync(join(tmpdir(), 'imbachat-release-'))
let root: string
let trees = 0

const write = (file: string, content: unknown) => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), typeof content === 'string' ? content : JSON.stringify(content))
}
const text = (file: string) => readFileSync(join(root, file), 'utf8')
const git = (...args: string[]) => {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@b.example', '-c', 'commit.gpgsign=false']
  const { status, stderr } = spawnSync('git', [...who, ...args], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}
const commit = () => {
  git('add', '-A')
  git('commit', '-qm', 'change')
}
const faults = () => checkRelease(root).faults

/** A small project that may be released as 1.2.0. */
beforeEach(() => {
  root = join(folder, String(++trees))
  write('package.json', { version: '1.2.0', workspaces: ['sdk'] })
  write('sdk/package.json', { version: '1.2.0', dependencies: { '@imbachat/protocol': '1.2.0', zod: '4.6.7' } })
  const { workspaces: _, ...sdk } = { workspaces: 0, version: '1.2.0', dependencies: { '@imbachat/protocol': '1.2.0' } }
  write('package-lock.json', {
    version: '1.2.0',
    packages: { '': { version: '1.2.0' }, sdk, zod: { version: '4.6.7' } },
  })
  write('deploy/compose.yaml', `image: imbachat:\${IMBACHAT_VERSION:-1.2.0}\nother: postgres:17.1.0\n`)
  write('sdk/README.md', 'Install `dist/imbachat-sdk-1.2.0.tgz`.\n')
  write(
    'CHANGELOG.md',
    '# Changelog\n\n## Unreleased\n\n## 1.2.0 - 2026-11-26\n\n### Added\n\n- Pins.\n\n## 1.1.0 - 2026-01-01\n',
  )
  git('init', '-q')
  commit()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('RELEASE-1 a committed project with one version and a dated section may be released, with that section as notes', () => {
  expect(checkRelease(root)).toEqual({ version: '1.2.0', notes: '### Added\n\n- Pins.', faults: [] })
})

test('RELEASE-1 each place with another version is named', () => {
  write('sdk/package.json', { version: '1.1.0', dependencies: { '@imbachat/protocol': '1.0.0' } })
  write('deploy/compose.yaml', `image: imbachat:\${IMBACHAT_VERSION:-1.1.9}\n`)
  commit()
  expect(faults()).toEqual([
    'sdk/package.json has the version 1.1.0, package.json has 1.2.0.',
    'sdk/package.json, @imbachat/protocol has the version 1.0.0, package.json has 1.2.0.',
    'deploy/compose.yaml has the version 1.1.9, package.json has 1.2.0.',
  ])
})

test.each([
  ['what is no SemVer version', 'package.json', { version: '1.2', workspaces: [] }, 'which is not SemVer'],
  ['no section', 'CHANGELOG.md', '## Unreleased\n\n## 1.1.0 - 2026-01-01\n', 'has no section 1.2.0'],
  ['a section without a date', 'CHANGELOG.md', '## 1.2.0\n\n- Pins.\n', 'lacks its date'],
  ['an empty section', 'CHANGELOG.md', '## 1.2.0 - 2026-11-26\n\n', 'says nothing about 1.2.0'],
  [
    'unreleased changes',
    'CHANGELOG.md',
    '## Unreleased\n\n- New.\n\n## 1.2.0 - 2026-11-26\n\n- Pins.\n',
    'unreleased changes',
  ],
  [
    'a higher one before',
    'CHANGELOG.md',
    '## 1.2.0 - 2026-11-26\n\n- Pins.\n\n## 1.10.0 - 2026-01-01\n',
    '1.10.0 already',
  ],
])('RELEASE-1 a release is refused with %s', (_, file, content, fault) => {
  write(file, content)
  commit()
  expect(faults()).toEqual([expect.stringContaining(fault)])
})

test('RELEASE-1 a release is refused with uncommitted files, and a second time', () => {
  write('sdk/README.md', 'Changed.')
  expect(faults()).toEqual([expect.stringContaining('1 files are not committed: sdk/README.md')])
  commit()
  git('tag', 'v1.2.0')
  expect(faults()).toEqual([])
  write('sdk/README.md', 'Install `dist/imbachat-sdk-1.2.0.tgz` now.\n')
  commit()
  expect(faults()).toEqual([expect.stringContaining('The tag v1.2.0 is another commit')])
})

test('RELEASE-2 preparing writes the version to every place and nothing else, and the result may be released', () => {
  write('CHANGELOG.md', '# Changelog\n\n## Unreleased\n\n- Polls.\n\n## 1.2.0 - 2026-11-26\n\n- Pins.\n')
  setVersion(root, '1.3.0')
  write('CHANGELOG.md', releaseSection(text('CHANGELOG.md'), '1.3.0', '2026-12-01'))
  commit()
  expect(checkRelease(root)).toEqual({ version: '1.3.0', notes: '- Polls.', faults: [] })
  expect(text('deploy/compose.yaml')).toBe(`image: imbachat:\${IMBACHAT_VERSION:-1.3.0}\nother: postgres:17.1.0\n`)
  expect(text('sdk/README.md')).toContain('imbachat-sdk-1.3.0.tgz')
  expect(JSON.parse(text('package-lock.json')).packages.zod.version).toBe('4.6.7')
  expect(JSON.parse(text('sdk/package.json')).dependencies).toEqual({ '@imbachat/protocol': '1.3.0', zod: '4.6.7' })
  expect(readSections(text('CHANGELOG.md')).map(({ title }) => title)).toEqual([
    'Unreleased',
    '1.3.0 - 2026-12-01',
    '1.2.0 - 2026-11-26',
  ])
})

test('RELEASE-2 versions are ordered as SemVer orders them', () => {
  for (const wrong of ['1.2', 'v1.2.0', '1.02.0', '1.2.0-', '1.2.0+build', ''])
    expect([wrong, SEMVER.test(wrong)]).toEqual([wrong, false])
  const rising = ['0.9.0', '1.0.0-beta.2', '1.0.0-beta.10', '1.0.0', '1.0.10', '1.1.0']
  for (const [n, one] of rising.entries())
    expect(rising.filter((other) => isHigher(one, other))).toEqual(rising.slice(0, n))
})

test('RELEASE-2 this project has one version, in its manifests, lockfile, deploy files and docs', () => {
  const places = versionPlaces(resolve(import.meta.dir, '../..'))
  expect(places.filter((place) => place.version !== version)).toEqual([])
  const named = new Set(places.map(({ where }) => where))
  for (const file of [
    'deploy/compose.yaml',
    'deploy/kubernetes/one-node.yaml',
    'docs/self-hosting.md',
    'sdk/README.md',
  ]) {
    expect(named).toContain(file)
  }
})
