import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dir, '../..')
const FOLDER = join(ROOT, 'deploy/kubernetes')

export interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; labels?: Record<string, string> }
  [field: string]: unknown
}

export const FILES = readdirSync(FOLDER)

export const readManifests = (file: string): Manifest[] => parse(readFileSync(join(FOLDER, file), 'utf8'))

export const parse = (text: string): Manifest[] => [Bun.YAML.parse(text)].flat() as Manifest[]

/** Kinds that no version of Kubernetes has by itself. */
const BY_OPERATORS = ['ServiceMonitor']

/**
 * One line for each fault of manifests by the types of Kubernetes' API, which are made from its OpenAPI schema: each
 * manifest becomes an object literal of its type, in which the compiler refuses fields that the type lacks.
 */
export function faultsOf(manifests: readonly Manifest[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-kubernetes-'))
  try {
    const lines = manifests
      .filter(({ kind }) => !BY_OPERATORS.includes(kind))
      .map((manifest, n) => {
        const from = manifest.apiVersion === 'v1' ? 'core/v1' : manifest.apiVersion.replace('.k8s.io', '')
        const { kind } = manifest
        return (
          `import type { ${kind} as K${n} } from 'kubernetes-types/${from}'\nexport const m${n}: K${n} = ` +
          `${JSON.stringify(manifest, null, 1)}`
        )
      })
    writeFileSync(join(folder, 'manifests.ts'), lines.join('\n'))
    const types = join(ROOT, 'node_modules/kubernetes-types')
    const compilerOptions = {
      strict: true,
      noEmit: true,
      module: 'Preserve',
      types: [],
      paths: { 'kubernetes-types/*': [`${types}/*`] },
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['manifests.ts'] }))
    const tsc = join(ROOT, 'node_modules/.bin/tsc')
    const { stdout } = spawnSync(tsc, ['-p', folder], { encoding: 'utf8', cwd: folder })
    return stdout.split('\n').filter((line) => line.includes('error TS'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
