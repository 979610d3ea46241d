import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { ERRORS } from './errors.ts'
import { protocolTables, wireHash, withTables } from './protocol-tables.ts'
import { PROTOCOL_VERSION } from './version.ts'

const document = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8')

test('the tables of requests, events and shapes are those of the declarations', () => {
  // after a change: bun tools/checks/write-protocol-tables.ts
  expect(withTables(document, protocolTables())).toBe(document)
  for (const table of Object.values(protocolTables())) expect(document).toContain(table)
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

test('the wire has not changed since its version was written into the history', async () => {
  const history = document.slice(document.indexOf('## History'))
  const rows = [...history.matchAll(/^\| (\d+) \| `([0-9a-f]+)` \|/gm)]
  expect([Number(rows.at(-1)?.[1]), rows.at(-1)?.[2]]).toEqual([PROTOCOL_VERSION, await wireHash()])
})
