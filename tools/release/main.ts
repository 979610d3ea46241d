// `npm run release`: builds everything of a release into `dist/VERSION` and prints what remains to be pushed. It
// pushes nothing.
//   npm run release -- prepare 0.2.0    writes the version to every place, and the section of CHANGELOG.md
//   npm run release                     checks, builds, and prints the commands that publish
//   npm run release -- --tag v0.2.0     the same for a tag that was pushed, whose version must be that of the project
//   npm run release -- --anyway         builds in spite of faults, to try it out
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { wordpressZip } from '@imbachat/server/http/cms/plugin-zip'
import { releaseSection } from './changelog.ts'
import { checkRelease, isHigher } from './check.ts'
import { SEMVER, setVersion } from './versions.ts'

const ROOT = resolve(import.meta.dir, '../..')
const [word, ...rest] = process.argv.slice(2)

function prepare(version: string): void {
  const { version: before } = checkRelease(ROOT)
  // The first release has the version that the project began with.
  if (!SEMVER.test(version) || (version !== before && !isHigher(version, before))) {
    fail(`prepare needs a SemVer version, ${before} or higher; got ${JSON.stringify(version)}`)
  }
  setVersion(ROOT, version)
  const path = join(ROOT, 'CHANGELOG.md')
  const date = new Date().toISOString().slice(0, 10)
  writeFileSync(path, releaseSection(readFileSync(path, 'utf8'), version, date))
  console.log(`The version is ${version}. Read CHANGELOG.md, run npm test, commit, and run npm run release.`)
}

async function release({ anyway, tag }: { anyway: boolean; tag?: string | undefined }): Promise<void> {
  const { version, notes, faults } = checkRelease(ROOT)
  if (tag !== undefined && tag !== `v${version}`) faults.push(`The tag is ${tag}, and the version ${version}.`)
  for (const fault of faults) console.log(`FAULT  ${fault}`)
  if (faults.length > 0 && !anyway) fail('Nothing was built.')
  const out = join(ROOT, 'dist', version)
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })

  step('packages for npm', [process.execPath, 'tools/sdk-package/main.ts', out])
  writeFileSync(join(out, `imbachat-wordpress-${version}.zip`), await wordpressZip(null))
  const image = buildImage(out, version)
  const sbom = step('bill of materials', [
    'npm',
    'sbom',
    '--omit=dev',
    '--sbom-format=cyclonedx',
    '--package-lock-only',
  ])
  writeFileSync(join(out, `imbachat-${version}.cdx.json`), sbom)
  writeFileSync(join(out, 'notes.md'), `${notes}\n`)
  const files = readdirSync(out).sort()
  const sums = files.map((name) => `${sha256(join(out, name))}  ${name}\n`)
  writeFileSync(join(out, 'SHA256SUMS'), sums.join(''))

  const packages = files.filter((name) => name.endsWith('.tgz'))
  console.log(`\nIn dist/${version}:\n${[...files, 'SHA256SUMS'].map((name) => `  ${name}`).join('\n')}`)
  console.log(`
Nothing was pushed. To publish:
  git tag -s v${version} -F dist/${version}/notes.md && git push origin v${version}
${packages.map((name) => `  npm publish dist/${version}/${name} --access public`).join('\n')}
${image === null ? '  # the image: build it where docker, podman or buildah is installed' : `  ${image} docker://registry.example.com/imbachat:${version}`}
  # attach the files of dist/${version} to the release, with notes.md as its text`)
  if (faults.length > 0) process.exit(1)
}

/** @returns the command that pushes it; null: nothing here builds images */
function buildImage(out: string, version: string): string | null {
  const [builder] = ['docker', 'podman', 'buildah'].filter((name) => Bun.which(name) !== null)
  if (builder === undefined) {
    console.log('left   image: there is no docker, podman or buildah')
    return null
  }
  step('image', [process.execPath, 'tools/image/main.ts'])
  const archive = join(out, `imbachat-image-${version}.tar`)
  const tag = `imbachat:${version}`
  const options = process.env.IMAGE_BUILD_OPTIONS?.split(' ').filter((option) => option.startsWith('--storage')) ?? []
  if (builder === 'buildah') step('archive', ['buildah', ...options, 'push', tag, `docker-archive:${archive}:${tag}`])
  else step('archive', [builder, 'save', '-o', archive, tag])
  step('archive, compressed', ['gzip', '-nf', archive])
  return `skopeo copy docker-archive:dist/${version}/imbachat-image-${version}.tar.gz`
}

/**
 * Runs one step to its end.
 * @returns its standard output
 */
function step(name: string, [command = '', ...args]: string[]): string {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
  })
  if (status !== 0) fail(`${name}: ${command} ended with ${status}\n${stdout}${stderr}`)
  console.log(`ok     ${name}, ${((performance.now() - started) / 1_000).toFixed(1)} s`)
  return stdout
}

const sha256 = (path: string): string => new Bun.CryptoHasher('sha256').update(readFileSync(path)).digest('hex')

function fail(reason: string): never {
  console.error(reason)
  process.exit(1)
}

if (word === 'prepare') prepare(rest[0] ?? '')
else await release({ anyway: word === '--anyway', tag: word === '--tag' ? (rest[0] ?? '') : undefined })
