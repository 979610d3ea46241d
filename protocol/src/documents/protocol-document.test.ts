import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { ERRORS } from '../errors/codes.ts'
import { serverEvent } from '../events.ts'
import { EVENT_EXAMPLES, EVENT_TYPES, EVENTS } from '../http/api/event-catalogue.ts'
import { type RequestName, requests } from '../requests/index.ts'
import { ownItem } from '../users/own-item.ts'
import { PROTOCOL_VERSION } from '../version.ts'
import { apiTable } from './api-table.ts'
import { eventTypesTable, protocolTables, wireHash, withTables } from './protocol-tables.ts'

const document = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8')

test('the tables of requests, events and shapes are those of the declarations', () => {
  // after a change: bun tools/checks/write-tables.ts
  expect(withTables(document, protocolTables())).toBe(document)
  for (const table of Object.values(protocolTables())) expect(document).toContain(table)
})

test('EVENT-8 each type of event has an example, which is as its schema says', () => {
  for (const type of EVENT_TYPES) {
    const { data } = EVENTS[type]
    const example: object = EVENT_EXAMPLES[type]
    expect([type, z.strictObject(data.shape).parse(example)]).toEqual([type, example as never])
  }
})

test('the page of events has the table of the catalogue', () => {
  const page = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8')
  for (const table of Object.values(eventTypesTable())) expect(page).toContain(table)
})

test('the document has every error once, with its status and its word on retrying', () => {
  const wrong = Object.entries(ERRORS).filter(
    ([code, { status, retry }]) => !document.includes(`\n| \`${code}\` | ${status} | ${retry ? 'yes' : 'no'} |`),
  )
  expect(wrong).toEqual([])
  const named = [...document.matchAll(/^\| `(\w+)` \| \d{3} \|/gm)].map(([, code]) => code)
  expect(named.toSorted()).toEqual(Object.keys(ERRORS).toSorted())
})

test('the document says what each kind of own item means', () => {
  const kinds = ownItem.options.map(({ shape }) => shape.kind.value)
  const [, section = ''] = document.split('**OwnItem**')
  expect(kinds.filter((kind) => !section.includes(`\n| \`${kind}\` |`))).toEqual([])
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

test('the example conversation has every field of each request, reply and event, and none besides', () => {
  const text = document.slice(document.indexOf('## A conversation'), document.indexOf('## History'))
  const frames = [...text.matchAll(/^([→←]) ((?:.*)(?:\n {3}[^\n]+)*)/gmu)].map(([, from, json = '']) => ({
    from,
    frame: JSON.parse(json.replaceAll('\n   ', '').replace(/\s+the network breaks.*$/, '')),
  }))
  expect(frames.length).toBeGreaterThan(15)
  const asked = new Map<number, RequestName>()
  for (const { from, frame } of frames) {
    if (from === '→') {
      asked.set(frame.id, frame.t)
      expect(requests[frame.t as RequestName].frame.safeParse(frame).error?.issues).toBeUndefined()
      continue
    }
    const name = asked.get(frame.id)
    const schema: z.ZodType = frame.t === 'ok' && name ? requests[name].reply : serverEvent
    const value = frame.t === 'ok' ? frame.result : frame
    // a schema leaves out what it does not know, so the same comes out only if nothing is there besides
    expect(schema.parse(value)).toEqual(value)
  }
})

test('the table of the server API is that of the declarations', () => {
  const api = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8')
  expect(withTables(api, { operations: apiTable() })).toBe(api)
  expect(api).toContain(apiTable())
})
