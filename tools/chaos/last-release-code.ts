import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LAST_RELEASE } from '@imbachat/server/store/testing/last-release'

const ROOT = join(import.meta.dir, '..', '..')

/** Its tag, or another commit that UPGRADE_FROM names. A copy without history has neither. */
const commit = process.env.UPGRADE_FROM ?? `v${LAST_RELEASE.version}`

const git = (...args: string[]) => spawnSync('git', ['-C', ROOT, ...args], { encoding: 'utf8' })

/** Why this copy of the repository has no code of the last release. */
export const noLastRelease = (): string | undefined =>
  git('rev-parse', '--verify', '--quiet', `${commit}^{commit}`).status === 0
    ? undefined
    : `there is no commit ${commit} here; UPGRADE_FROM names the one to upgrade from`

/**
 * Writes the code of the last release into a folder, with the packages that are installed here.
 * @throws Error if git can't write it
 */
export function unpackLastRelease(): { root: string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), 'imbachat-release-'))
  const unpacked = spawnSync('sh', ['-c', 'git -C "$0" archive "$1" | tar -x -C "$2"', ROOT, commit, root])
  if (unpacked.status !== 0) throw new Error(`git could not write ${commit}: ${String(unpacked.stderr)}`)
  const link = (to: string, path: string) => existsSync(path) || symlinkSync(to, path)
  mkdirSync(join(root, 'node_modules', '@imbachat'), { recursive: true })
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    link(join(ROOT, 'node_modules', name), join(root, 'node_modules', name))
  }
  for (const name of readdirSync(join(ROOT, 'node_modules', '@imbachat'))) {
    // Its own workspaces, not these here.
    if (existsSync(join(root, name))) link(join(root, name), join(root, 'node_modules', '@imbachat', name))
    const nested = join(ROOT, name, 'node_modules')
    if (existsSync(nested) && existsSync(join(root, name))) link(nested, join(root, name, 'node_modules'))
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}
