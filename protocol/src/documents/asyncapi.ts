import { z } from 'zod'
import { errorBody } from '../errors/error-body.ts'
import { serverEvent } from '../events.ts'
import { requestId } from '../ids.ts'
import { COMMON_REQUEST_ERRORS, errorsOf } from '../requests/define-request.ts'
import { requests } from '../requests/index.ts'
import { type JsonSchema, schemaComponents } from './schema-components.ts'

const refusal = z.object({ t: z.literal('error'), id: requestId.nullable(), ...errorBody.shape })

/** The socket as an AsyncAPI 3 document, from the schemas that its frames are parsed by. */
export function asyncApiDocument({ publicUrl, version }: { publicUrl: string; version: string }): object {
  const schemas = schemaComponents('draft-7')
  const messages: Record<string, object> = {}
  const operations: Record<string, object> = {}

  const inChannel = (name: string) => ({ $ref: `#/channels/socket/messages/${name}` })
  const message = (name: string, payload: JsonSchema) => {
    messages[name] = { name, payload }
    return inChannel(name)
  }

  const refused = message('error', schemas.of(refusal, 'output'))
  for (const { name, frame, reply, audience, errors } of Object.values(requests)) {
    const answer = z.object({ t: z.literal('ok'), id: requestId, result: reply })
    const asked = message(name, schemas.of(frame, 'input'))
    const answered = message(`${name}.ok`, schemas.of(answer, 'output'))
    operations[name] = {
      action: 'receive',
      channel: { $ref: '#/channels/socket' },
      messages: [asked],
      reply: { channel: { $ref: '#/channels/socket' }, messages: [answered, refused] },
      'x-for': audience,
      'x-errors': [...new Set([...COMMON_REQUEST_ERRORS, ...errorsOf({ audience, errors })])],
    }
  }
  for (const event of serverEvent.options) {
    const name = `event.${event.shape.t.value}`
    operations[name] = {
      action: 'send',
      channel: { $ref: '#/channels/socket' },
      messages: [message(name, schemas.of(event, 'output'))],
    }
  }

  const { host, protocol } = new URL(publicUrl)
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'ImbaChat',
      version,
      description: 'The socket, as the server has it. docs/protocol.md says what the frames mean.',
    },
    defaultContentType: 'application/json',
    servers: { chat: { host, protocol: protocol === 'https:' ? 'wss' : 'ws' } },
    channels: {
      socket: {
        address: '/imbachat/v1/{widget_id}/ws',
        parameters: { widget_id: { description: 'DEV_ID' } },
        messages: Object.fromEntries(
          Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
      },
    },
    operations,
    components: { messages, schemas: schemas.components },
  }
}
