import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSections, type Section } from './changelog.ts'
import { SEMVER, versionPlaces } from './versions.ts'

export interface Checked {
  version: string
  /** the section of CHANGELOG.md */
  notes: string
  /** one sentence each; with any of them there is no release */
  faults: string[]
}

/** Checks whether the commit that is checked out in `root` may be released. */
export function checkRelease(root: string): Checked {
  const { version = '' } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version?: string }
  const sections = readSections(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'))
  const faults = SEMVER.test(version)
    ? [...versionFaults(root, version), ...changelogFaults(sections, version), ...treeFaults(root, version)]
    : [`package.json has the version ${JSON.stringify(version)}, which is not SemVer.`]
  return { version, notes: sections.find((section) => section.version === version)?.text ?? '', faults }
}

function versionFaults(root: string, version: string): string[] {
  return versionPlaces(root)
    .filter((place) => place.version !== version)
    .map((place) => `${place.where} has the version ${place.version}, package.json has ${version}.`)
}

function changelogFaults(sections: readonly Section[], version: string): string[] {
  const own = sections.find((section) => section.version === version)
  if (!own) return [`CHANGELOG.md has no section ${version}: run "npm run release -- prepare ${version}".`]
  const faults: string[] = []
  if (!/^\S+ - \d{4}-\d\d-\d\d$/.test(own.title)) faults.push(`CHANGELOG.md: "## ${own.title}" lacks its date.`)
  if (own.text === '') faults.push(`CHANGELOG.md says nothing about ${version}.`)
  const unreleased = sections.find((section) => section.version === null)
  if (unreleased && unreleased.text !== '') faults.push('CHANGELOG.md has unreleased changes above the section.')
  const newer = sections.find((other) => other.version !== null && isHigher(other.version, version))
  if (newer) faults.push(`CHANGELOG.md has ${newer.version} already, and ${version} is lower.`)
  return faults
}

export const isHigher = (one: string, other: string): boolean =>
  SEMVER.test(one) && SEMVER.test(other) && Bun.semver.order(one, other) > 0

function treeFaults(root: string, version: string): string[] {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout.trimEnd()
  const faults: string[] = []
  const changed = git('status', '--porcelain').split('\n').filter(Boolean)
  if (changed.length > 0) faults.push(`${changed.length} files are not committed: ${changed[0]?.slice(3)} …`)
  const tagged = git('rev-list', '-n1', `refs/tags/v${version}`)
  if (tagged !== '' && tagged !== git('rev-parse', 'HEAD')) {
    faults.push(`The tag v${version} is another commit: ${version} was released.`)
  }
  return faults
}
