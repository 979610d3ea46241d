import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import specs from '@asyncapi/specs'
import { type RequestName, requests } from '@imbachat/protocol'
import { asyncApiDocument } from '@imbachat/protocol/documents/asyncapi'
import { serverEvent } from '@imbachat/protocol/events'
import { Ajv } from 'ajv'

interface AsyncApi {
  operations: Record<string, { 'x-errors'?: string[] }>
  components: { messages: Record<string, object> }
}

const document: AsyncApi = JSON.parse(
  JSON.stringify(asyncApiDocument({ publicUrl: 'https://chat.example:8443', version: '0.1.0' })),
)
const ajv = new Ajv({ strict: false, validateFormats: false })
ajv.addSchema(document, 'asyncapi')

/** What is wrong with a frame. */
function problem(message: string, frame: unknown): string | null {
  const validate = ajv.compile({ $ref: `asyncapi#/components/messages/${encodeURIComponent(message)}/payload` })
  return validate(frame) ? null : ajv.errorsText(validate.errors)
}

test('STREAM-8 the description of the socket is valid AsyncAPI 3', () => {
  const validate = ajv.compile(specs.schemasWithoutId['3.0.0'] as object)
  expect([validate(document), validate.errors]).toEqual([true, null])
})

test('STREAM-8 the document has every request with its reply and its errors, and every event', () => {
  const events = serverEvent.options.map(({ shape }) => `event.${shape.t.value}`)
  expect(Object.keys(document.operations)).toEqual([...Object.keys(requests), ...events])
  for (const { name, errors } of Object.values(requests)) {
    expect(document.operations[name]?.['x-errors']).toEqual(expect.arrayContaining([...errors, 'rate_limited']))
    expect(document.components.messages).toHaveProperty([`${name}.ok`])
  }
})

test('STREAM-8 every frame of the conversation in docs/protocol.md is as it says, and a wrong one is not', () => {
  const text = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8')
  const conversation = text.slice(text.indexOf('## A conversation'), text.indexOf('## History'))
  const lines = [...conversation.matchAll(/^([→←]) ((?:.*)(?:\n {3}[^\n]+)*)/gmu)]
  expect(lines.length).toBeGreaterThan(15)
  const asked = new Map<number, RequestName>()
  for (const [, from, json = ''] of lines) {
    const frame = JSON.parse(json.replaceAll('\n   ', '').replace(/\s+the network breaks.*$/, ''))
    if (from === '→') asked.set(frame.id, frame.t)
    const message = from === '→' ? frame.t : frame.t === 'ok' ? `${asked.get(frame.id)}.ok` : `event.${frame.t}`
    expect([message, problem(message, frame)]).toEqual([message, null])
    expect(problem(message, { ...frame, t: 'other' })).not.toBeNull()
  }
  expect(
    problem('error', { t: 'error', id: 7, code: 'invalid_field', message: 'room_id: …', field: 'room_id' }),
  ).toBeNull()
  expect(problem('rooms.get', { t: 'rooms.get', id: 1, room_id: 0 })).toContain('room_id')
  expect(problem('rooms.get', { t: 'rooms.get', id: 1, room_id: 1, more: 1 })).toContain('additional properties')
})
