import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LAST_RELEASE } from '@imbachat/server/store/testing/last-release'

const ROOT = join(import.meta.dir, '..', '..')

const run = (root: string, ...args: string[]) => {
  const { status, stdout } = spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : ''
}

/** The code that is upgraded. `fault`: why there is no such code, and what to do about it. */
export type OldCode = { commit: string; name: string } | { fault: string }

/**
 * The commit that UPGRADE_FROM names. Without it the tag of the last release, else the newest tag of a release before
 * this commit, else the commit that added the last migration of the last release.
 */
export function findOldCode(
  root = ROOT,
  named = process.env.UPGRADE_FROM,
  { version, lastMigration } = LAST_RELEASE,
): OldCode {
  const commitOf = (name: string) => run(root, 'rev-parse', '--verify', '--quiet', `${name}^{commit}`)
  if (named) {
    const commit = commitOf(named)
    return commit ? { commit, name: named } : { fault: `UPGRADE_FROM: this repository has no commit ${named}` }
  }
  for (const tag of [`v${version}`, run(root, 'describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*')]) {
    const commit = tag && commitOf(tag)
    if (commit) return { commit, name: tag }
  }
  // The oldest commit of a shallow clone seems to add every file.
  if (run(root, 'rev-parse', '--is-shallow-repository') === 'false') {
    const migration = `server/src/store/migrations/${lastMigration}.ts`
    const commit = run(root, 'log', '-1', '--diff-filter=A', '--format=%H', '--', migration)
    if (commit) return { commit, name: `${commit.slice(0, 8)} (no release is tagged)` }
  }
  return {
    fault:
      `no release is tagged here, and the history does not reach back to the migration ${lastMigration}. ` +
      'Fetch both by "git fetch --tags --unshallow", or name a commit: UPGRADE_FROM=COMMIT npm run chaos -- upgrade',
  }
}

/** The reason why this copy of the repository has no older code to upgrade from; undefined if it has. */
export function noOldCode(): string | undefined {
  const old = findOldCode()
  return 'fault' in old ? old.fault : undefined
}

/**
 * Writes the code that is upgraded into a folder, and installs its own packages there.
 * @returns `name`: its tag or commit
 * @throws Error if there is no such code, git can't write it, or npm can't install its packages
 */
export function unpackOldCode(): { root: string; name: string; remove(): void } {
  const old = findOldCode()
  if ('fault' in old) throw new Error(old.fault)
  const { commit, name } = old
  const root = mkdtempSync(join(tmpdir(), 'imbachat-release-'))
  const unpacked = spawnSync('sh', ['-c', 'git -C "$0" archive "$1" | tar -x -C "$2"', ROOT, commit, root])
  if (unpacked.status !== 0) throw new Error(`git could not write ${name}: ${String(unpacked.stderr)}`)
  const args = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  const installed = spawnSync('npm', args, { cwd: root, encoding: 'utf8' })
  if (installed.status !== 0) throw new Error(`npm could not install the packages of ${name}: ${installed.stderr}`)
  return { root, name, remove: () => rmSync(root, { recursive: true, force: true }) }
}
