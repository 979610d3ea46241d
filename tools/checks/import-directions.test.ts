import { beforeAll, expect, test } from 'bun:test'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const repository = resolve(import.meta.dir, '..', '..')

/**
 * What a file may not say, by the place it would stand in. Each is written there, in a copy, and linted by our rules.
 */
const FORBIDDEN: [place: string, says: string][] = [
  ['protocol/src', `import '@imbachat/sdk'`],
  ['protocol/src/requests', `import '../../../server/src/app.ts'`],
  ['protocol/src', `import 'node:crypto'`],
  ['sdk/src', `import '@imbachat/server/app'`],
  ['sdk/src', `import 'preact'`],
  ['widget/src/bridge', `import '../chat/main.tsx'`],
  ['widget/src/bridge', `import '@imbachat/protocol'`],
  ['widget/src/loader', `import '../chat/main.tsx'`],
  ['widget/src/loader', `import '@imbachat/protocol'`],
  ['widget/src/loader', `import '@imbachat/sdk'`],
  ['widget/src/chat', `import '../loader/loader.ts'`],
  ['widget/src/chat/core', `import '../list/room-row.ts'`],
  [
    'widget/src/chat/core/names',
    `import type { RoomModel } from '../../room/room-model.ts'\nexport type Again = RoomModel`,
  ],
  ['widget/src/chat/ui', `import '../composer/composer.tsx'`],
  ['widget/src/chat/ui', `import '../loader/loader.ts'`],
  ['widget/src/chat/parts', `import '@imbachat/dashboard/app.tsx'`],
  ['dashboard/src', `import '@imbachat/widget/chat/main.tsx'`],
  ['dashboard/src', `import '@imbachat/server/app'`],
  ['widget/src/chat', `import '@imbachat/gallery/look.ts'`],
  ['dashboard/src', `import '@imbachat/gallery/look.ts'`],
  ['server/src/chat/rooms', `import '@imbachat/gallery/server.ts'`],
  ['server/src/http/page', `import '@imbachat/gallery/server.ts'`],
  ['server/src/chat/rooms', `import '../../store/index.ts'`],
  ['server/src/chat/rooms', `import type { App } from '../../app.ts'\nexport type Again = App`],
  ['server/src/chat/rooms', `import '@imbachat/sdk'`],
  ['server/src/chat/rooms', `import 'kysely'`],
  ['server/src/chat/rooms', `import '../../store/schema/schema.ts'`],
  ['server/src/dashboard/team', `import '../../store/index.ts'`],
  ['server/src/chat/users', `import 'node:https'`],
  ['server/src/chat/users', `export const answer = fetch('https://example.com')`],
  ['server/src/store', `import '../realtime/gateway.ts'`],
  ['server/src/bus', `import '../http/router.ts'`],
  ['server/src/site', `import '../store/index.ts'`],
  ['server/src/site', `import 'undici'`],
  ['server/src/egress', `import '../site/site-client.ts'`],
  ['server/src/http/page', `import '../../realtime/gateway.ts'`],
  ['server/src/http/dashboard', `import '../../store/index.ts'`],
  ['server/src/realtime', `import '../http/router.ts'`],
  ['server/src/realtime', `import '../app.ts'`],
  ['server/src/realtime', `import 'node:net'`],
  ['server/src/dashboard/team', `import 'nodemailer'`],
  ['server/src/dashboard/team', `import type { Chat } from '../../wire-chat.ts'\nexport type Again = Chat`],
  ['server/src/http/dashboard', `import 'nodemailer'`],
  ['server/src/mail', `import '../http/router.ts'`],
  ['server/src/telemetry', `export const title = document.title`],
]

const ALLOWED: [place: string, says: string][] = [
  ['sdk/src', `import '@imbachat/protocol'`],
  ['widget/src/loader', `import '../bridge/messages.ts'`],
  ['widget/src/loader', `import '@imbachat/protocol/site'`],
  ['widget/src/chat', `import '@imbachat/sdk'`],
  ['widget/src/chat/ui', `import '../core/when.ts'`],
  ['dashboard/src', `import '@imbachat/protocol/http/widget/widgets'`],
  ['server/src', `import './store/index.ts'`],
  ['server/src/chat/rooms', `import '@imbachat/protocol/http/widget/widgets'`],
  ['server/src/chat/rooms', `import '../ports.ts'`],
  ['server/src/dashboard/team', `import 'kysely'`],
  ['server/src/dashboard/team', `import '../../store/schema/schema.ts'`],
  ['server/src/store', `import '../domain/ports.ts'`],
  ['server/src/egress', `import 'node:https'`],
  ['server/src/mail', `import 'nodemailer'`],
  ['server/src/http/page', `import '../../domain/widgets/widget.ts'`],
]

/** Two files that only name types of each other. */
const CIRCLE: [file: string, says: string][] = [
  ['server/src/chat/one.ts', `import type { Other } from './other.ts'\nexport type One = Other[]`],
  ['server/src/chat/other.ts', `import type { One } from './one.ts'\nexport type Other = { of: One } | null`],
]

let reported: Map<string, string[]>

beforeAll(() => {
  const copy = mkdtempSync(join(tmpdir(), 'imbachat-lint-'))
  try {
    cpSync(join(repository, 'biome.json'), join(copy, 'biome.json'))
    const samples = [...FORBIDDEN, ...ALLOWED].map(([place, says]) => [fileFor(place, says), says] as const)
    for (const [path, says] of [...samples, ...CIRCLE]) {
      const file = join(copy, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, `${says}\n`)
    }
    reported = lint(copy)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})

test.each(FORBIDDEN)('%s may not say %s', (place, says) => {
  expect(reported.get(fileFor(place, says)) ?? []).toContainEqual(
    expect.stringMatching(/^lint\/style\/noRestricted(Imports|Globals)$/),
  )
})

test.each(ALLOWED)('%s may say %s', (place, says) => {
  expect((reported.get(fileFor(place, says)) ?? []).filter((rule) => rule.includes('noRestricted'))).toEqual([])
})

test('a circle of imports is refused, also when it is one of types', () => {
  for (const [file] of CIRCLE) expect(reported.get(file)).toContain('lint/suspicious/noImportCycles')
})

function fileFor(place: string, says: string): string {
  return join(place, `sample-${Bun.hash(says).toString(36)}.ts`)
}

/** @returns the rules broken, by file */
function lint(folder: string): Map<string, string[]> {
  const biome = join(repository, 'node_modules', '.bin', 'biome')
  const run = Bun.spawnSync([biome, 'lint', '--reporter=json', '--max-diagnostics=none', '--vcs-enabled=false', '.'], {
    cwd: folder,
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const report: { diagnostics: { category: string; location: { path: string } }[] } = JSON.parse(run.stdout.toString())
  const broken = new Map<string, string[]>()
  for (const { category, location } of report.diagnostics) {
    broken.set(location.path, [...(broken.get(location.path) ?? []), category])
  }
  return broken
}
