// `npm run image`: builds the container image imbachat:VERSION with buildah, podman or docker. It begins FROM scratch,
// so nothing is downloaded, and nothing is in it but Bun, the built server, and the library that decodes pictures.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { version } from '../../package.json'

const ROOT = join(import.meta.dir, '../..')
const STAGE = join(ROOT, 'tmp/image')
/** The image's root folder. */
const IMAGE = join(STAGE, 'root')
const APP = join(IMAGE, 'app')

/** Packages that the build leaves outside: they bring libraries of the platform's own. */
const OUTSIDE = ['sharp', 'node-datachannel']

/** Found by the loader in /lib; `ldd` names those of the machine that builds. */
const LOADER = /ld-linux[^/]*\.so\.\d+$/

prepareRoot()
build()

function prepareRoot(): void {
  rmSync(STAGE, { recursive: true, force: true })
  mkdirSync(APP, { recursive: true })
  run(process.execPath, [join(ROOT, 'server/src/build/build.ts')], ROOT)
  for (const path of [
    'dist/server',
    'integrations/wordpress',
    'package.json',
    'LICENSE',
    ...OUTSIDE.flatMap(packagesOf),
  ]) {
    cpSync(join(ROOT, path), join(APP, path), { recursive: true })
  }
  mkdirSync(join(IMAGE, 'usr/bin'), { recursive: true })
  const bun = join(IMAGE, 'usr/bin/bun')
  copyFileSync(process.execPath, bun)
  chmodSync(bun, 0o755)
  copyLibraries([bun, ...nativeModules(APP)])
  mkdirSync(join(IMAGE, 'etc'))
  writeFileSync(join(IMAGE, 'etc/passwd'), 'imbachat:x:65532:65532::/app:/\n')
  writeFileSync(join(IMAGE, 'etc/group'), 'imbachat:x:65532:\n')
  for (const folder of ['tmp', 'proc', 'sys', 'dev']) mkdirSync(join(IMAGE, folder))
  mkdirSync(join(STAGE, 'owned/data'), { recursive: true })
  chmodSync(join(IMAGE, 'tmp'), 0o1777)
}

/** A package that the build leaves outside, with those that it needs on this machine. */
function packagesOf(name: string): string[] {
  const folder = join('node_modules', name)
  if (!existsSync(join(ROOT, folder))) return []
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
    readFileSync(join(ROOT, folder, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'optionalDependencies', Record<string, string> | undefined>
  return [folder, ...Object.keys({ ...dependencies, ...optionalDependencies }).flatMap(packagesOf)]
}

function nativeModules(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => /\.(?:node|so[.\d]*)$/.test(path) && statSync(path).isFile())
}

/** Libraries of the programs, where the loader looks for them. */
function copyLibraries(programs: readonly string[]): void {
  const wanted = new Set<string>()
  for (const program of programs) {
    const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8' })
    for (const [path] of stdout.matchAll(/\/\S+\.so[.\d]*/g)) if (!path.startsWith(IMAGE)) wanted.add(path)
  }
  for (const path of wanted) {
    const to = LOADER.test(path) ? join(IMAGE, path) : join(IMAGE, 'lib', basename(path))
    mkdirSync(dirname(to), { recursive: true })
    copyFileSync(realpathSync(path), to)
    chmodSync(to, 0o755)
  }
}

function build(): void {
  const tag = `imbachat:${version}`
  const file = ['-f', join(ROOT, 'deploy/Dockerfile'), '-t', tag, STAGE]
  const [builder] = ['docker', 'podman', 'buildah'].filter((name) => Bun.which(name) !== null)
  if (builder === undefined) {
    console.log(`The image's files are in ${IMAGE}. Install docker, podman or buildah to build ${tag} from them.`)
    return
  }
  const options = process.env.IMAGE_BUILD_OPTIONS?.split(' ') ?? []
  // OCI's format, which podman and buildah take by themselves, has no HEALTHCHECK. Each layer copies what is below it,
  // where the machine has no overlay file system.
  const own = builder === 'docker' ? [] : ['--format', 'docker', '--layers=false']
  run(builder, [...options, builder === 'buildah' ? 'bud' : 'build', ...own, ...file], ROOT)
  console.log(`Built ${tag}.`)
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status === 0) return
  console.error(`${command} failed`)
  process.exit(1)
}
