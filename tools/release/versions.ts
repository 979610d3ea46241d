import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The form of https://semver.org, without build metadata: npm and image tags do not carry it alike. */
export const SEMVER = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/

/** Files beside the manifests that name the version of the image or of a package. */
const TEXTS = [
  'deploy/compose.yaml',
  'deploy/compose-three.yaml',
  'deploy/kubernetes/one-node.yaml',
  'deploy/kubernetes/three-nodes.yaml',
  'docs/self-hosting.md',
  'embed/README.md',
  'react/README.md',
  'sdk/README.md',
]
const NAMED =
  /(imbachat:|IMBACHAT_VERSION:-|imbachat-(?:sdk|embed|react)-)(\d+\.\d+\.\d+(?:-[\w.]+?)?)(?=\.tgz|\}|\s|$)/gm

interface Manifest {
  version?: string
  workspaces?: string[]
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}
interface Lockfile {
  version: string
  packages: Record<string, Manifest>
}

/** One place that names a version. */
export interface Place {
  where: string
  version: string
}

/** Every place in the repository at `root` that names the version, in the order of files. */
export function versionPlaces(root: string): Place[] {
  const places: Place[] = []
  visit(root, (where, version) => {
    places.push({ where, version })
    return version
  })
  return places
}

/** Writes `version` to every such place. */
export function setVersion(root: string, version: string): void {
  visit(root, () => version)
}

/** Gives each place to `change`, and writes what comes back if it differs. */
function visit(root: string, change: (where: string, version: string) => string): void {
  const { workspaces = [] } = read(root, 'package.json') as Manifest
  for (const file of ['package.json', ...workspaces.map((name) => `${name}/package.json`)]) {
    edit(root, file, (manifest: Manifest) => visitManifest(manifest, file, change))
  }
  edit(root, 'package-lock.json', (lock: Lockfile) => {
    lock.version = change('package-lock.json', lock.version)
    for (const name of ['', ...workspaces])
      visitManifest(lock.packages[name] ?? {}, `package-lock.json, ${name}`, change)
  })
  for (const file of TEXTS.filter((name) => existsSync(join(root, name)))) {
    const before = readFileSync(join(root, file), 'utf8')
    const after = before.replaceAll(NAMED, (_, name: string, version: string) => name + change(file, version))
    if (after !== before) writeFileSync(join(root, file), after)
  }
}

function visitManifest(manifest: Manifest, where: string, change: (where: string, version: string) => string): void {
  if (manifest.version !== undefined) manifest.version = change(where, manifest.version)
  for (const kind of ['dependencies', 'devDependencies', 'peerDependencies'] as const) {
    for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
      if (name.startsWith('@imbachat/'))
        Object.assign(manifest[kind] ?? {}, { [name]: change(`${where}, ${name}`, version) })
    }
  }
}

const read = (root: string, file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'))

function edit<T>(root: string, file: string, act: (content: T) => void): void {
  const content = read(root, file) as T
  const before = JSON.stringify(content)
  act(content)
  if (JSON.stringify(content) !== before) writeFileSync(join(root, file), `${JSON.stringify(content, null, 2)}\n`)
}
