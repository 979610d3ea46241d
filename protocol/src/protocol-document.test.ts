import { expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ERRORS } from './errors.ts'
import { clientFrames } from './frames/index.ts'
import { PROTOCOL_VERSION } from './version.ts'

const document = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8')

test('the document has every frame a client may send, each with a row of its own', () => {
  const missing = Object.keys(clientFrames).filter((t) => !document.includes(`\n| \`${t}\` |`))
  expect(missing).toEqual([])
})

test('the document has every event the server sends', () => {
  const events = readFileSync(new URL('./frames/events.ts', import.meta.url), 'utf8')
  const names = [...events.matchAll(/^ {2}t: '([\w.]+)'/gm)].map((match) => match[1])
  expect(names.length).toBeGreaterThan(5)
  expect(names.filter((t) => !document.includes(`\n| \`${t}\` |`))).toEqual([])
})

test('the document has every error with its status and its word on retrying', () => {
  const wrong = Object.entries(ERRORS).filter(
    ([code, { status, retry }]) => !document.includes(`\n| \`${code}\` | ${status} | ${retry ? 'yes' : 'no'} |`),
  )
  expect(wrong).toEqual([])
})

test('the document has every close code with the error that it belongs to', () => {
  const rows = document.split('\n').filter((line) => /^\| \d{4}/.test(line))
  for (const [code, policy] of Object.entries(ERRORS)) {
    if (!('close' in policy)) continue
    const row = rows.find((line) => line.startsWith(`| ${policy.close} |`))
    expect([code, row]).toEqual([code, expect.stringMatching(code.startsWith('token_') ? /`token_\*`/ : `\`${code}\``)])
  }
})

test('the wire has not changed since its version was written into the history', () => {
  const history = document.slice(document.indexOf('## History'))
  const rows = [...history.matchAll(/^\| (\d+) \| `([0-9a-f]+)` \|/gm)]
  expect([Number(rows.at(-1)?.[1]), rows.at(-1)?.[2]]).toEqual([PROTOCOL_VERSION, hashOfWire()])
})

/** Client frames by their schemas; what the server sends by its interfaces, without comments and white space. */
function hashOfWire(): string {
  const schemas = Object.entries(clientFrames).map(([t, schema]) => [t, z.toJSONSchema(schema, { io: 'input' })])
  const folder = new URL('./frames/', import.meta.url).pathname
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  const shapes = files.sort().flatMap((file) => interfacesOf(readFileSync(join(folder, file), 'utf8')))
  return createHash('sha256')
    .update(JSON.stringify([schemas, shapes]))
    .digest('hex')
    .slice(0, 16)
}

function interfacesOf(source: string): string[] {
  const bare = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
  const found = bare.match(/^export (?:interface [\s\S]*?^}|type \w+ =(?:\n {2}.*)*.*)/gm) ?? []
  return found.map((declaration) => declaration.replace(/\s+/g, ' ').trim()).sort()
}
