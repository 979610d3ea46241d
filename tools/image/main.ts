// `npm run image`: builds the container image imbachat:VERSION with buildah, podman or docker. It begins FROM scratch,
// so nothing is downloaded but npm packages, and nothing is in it but what runs.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { version, workspaces } from '../../package.json'

const ROOT = join(import.meta.dir, '../..')
const STAGE = join(ROOT, 'tmp/image')
/** The image's root folder. */
const IMAGE = join(STAGE, 'root')
const APP = join(IMAGE, 'app')

/** Workspaces that run: the server builds the browser's scripts from the others when it starts. */
const WORKSPACES = ['protocol', 'sdk', 'widget', 'dashboard', 'server']
/** Packages that npm installs for choices that the server does not take. */
const UNUSED = [
  'bun',
  '@oven',
  '@redis',
  'ioredis',
  '@ioredis',
  'react',
  'react-dom',
  'scheduler',
  '.bin',
  '.package-lock.json',
]
/** What packages bring beside what runs: types, sources, and the same code in other forms. */
const UNUSED_FILES = [
  /\.(?:d\.[cm]?ts|map|md|markdown|flow)$/,
  /(?:^|\/)(?:test|tests|docs|example|examples)\//,
  /^zod\/(?:src|v3)\/|^fflate\/(?:lib|umd)\/|^(?:zod|sharp)\/.*\.cjs$/,
  /^(?:kysely|hono|nodemailer)\/dist\/(?:cjs|types)\//,
  /^@opentelemetry\/api\/build\/(?:esm|esnext)\//,
  /^(?:@noble\/\w+|@better-auth\/core|sharp|pg-protocol|@preact\/[\w-]+|preact(?:\/\w+)?)\/src\//,
  /^tweetnacl\/nacl(?:\.min|-fast\.min)?\.js$/,
  /^yaml\/browser\/|^preact\/(?:compat|debug|devtools|test-utils)\//,
  /^(?:re2js|uqr|@better-fetch\/fetch|@asteasolutions\/zod-to-openapi)\/.*\.(?:umd\.js|cjs)$/,
]
const TESTS = /\.test\.tsx?$|\/testing(?:\/|$)|\/node_modules(?:\/|$)/
/** Found by the loader in /lib; `ldd` names those of the machine that builds. */
const LOADER = /ld-linux[^/]*\.so\.\d+$/

prepareRoot()
build()

function prepareRoot(): void {
  rmSync(STAGE, { recursive: true, force: true })
  mkdirSync(APP, { recursive: true })
  installPackages()
  for (const name of WORKSPACES) {
    cpSync(join(ROOT, name), join(APP, name), {
      recursive: true,
      filter: (path) => !TESTS.test(path.slice(ROOT.length)),
    })
  }
  copyFileSync(join(ROOT, 'package.json'), join(APP, 'package.json'))
  copyFileSync(join(ROOT, 'LICENSE'), join(APP, 'LICENSE'))
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

/** The packages of the lockfile, without those for development. Their install scripts do not run. */
function installPackages(): void {
  const folder = join(STAGE, 'packages')
  mkdirSync(folder)
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(ROOT, file), join(folder, file))
  for (const name of workspaces) {
    mkdirSync(join(folder, name), { recursive: true })
    copyFileSync(join(ROOT, name, 'package.json'), join(folder, name, 'package.json'))
  }
  run(
    'npm',
    ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', ...WORKSPACES.flatMap((w) => ['-w', w])],
    folder,
  )
  for (const where of ['.', ...WORKSPACES]) {
    const from = join(folder, where, 'node_modules')
    if (!existsSync(from)) continue
    const to = join(APP, where, 'node_modules')
    cpSync(from, to, { recursive: true, verbatimSymlinks: true, filter: (path) => isUsed(path.slice(from.length + 1)) })
  }
}

function isUsed(path: string): boolean {
  return (
    !UNUSED.some((name) => path === name || path.startsWith(`${name}/`)) &&
    !UNUSED_FILES.some((unused) => unused.test(path))
  )
}

function nativeModules(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => /\.(?:node|so[.\d]*)$/.test(path) && statSync(path).isFile())
}

/** What the programs are linked with, where the loader looks for it. */
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
