import { createECDH } from 'node:crypto'
import { type RequestName, requests } from '@imbachat/protocol'
import { z } from 'zod'

/** Ids that requests can name. */
export interface Subjects {
  rooms: readonly number[]
  users: readonly string[]
}

interface Field {
  type?: string
  enum?: unknown[]
  anyOf?: Field[]
  items?: Field
  properties?: Record<string, Field>
  required?: string[]
  minimum?: number
}

/** A point of P-256, as a browser gives it. */
const BROWSER_KEY = createECDH('prime256v1').generateKeys('base64url')

/** Values that a schema alone does not tell. A new kind of request needs a line here only if its fields are new. */
const VALUES: Record<string, (subjects: Subjects, n: number) => unknown> = {
  room_id: ({ rooms }, n) => rooms[n % rooms.length],
  from_room_id: ({ rooms }, n) => rooms[(n + 1) % rooms.length],
  user_id: ({ users }, n) => users[n % users.length],
  client_id: () => crypto.randomUUID(),
  button_id: () => 'none',
  file_id: () => 'A'.repeat(22),
  upload_id: () => 'A'.repeat(22),
  invite_id: () => '0'.repeat(64),
  token: () => 'A'.repeat(22),
  emoji: (_, n) => ['👍', '❤️', '😂', '🎉'][n % 4],
  settings: (_, n) => ({ sound: n % 2 === 0 }),
  pipe: ({ rooms }, n) => `flood ${rooms[0]} ${n % 20}`,
  rev: () => 0,
  read_seq: (_, n) => n + 1,
  device: () => 'A'.repeat(22),
  call_id: () => crypto.randomUUID(),
  party: () => 'p'.repeat(22),
  endpoint: (_, n) => `https://push.example/${n}`,
  p256dh: () => BROWSER_KEY,
  auth: () => 'A'.repeat(22),
}

/** Optional fields without which a request says nothing. */
const GIVEN = new Set(['seq', 'read_seq'])

/** The n-th frame of a kind, as its declaration describes it: a new kind of request is covered by itself. */
export function anyRequest(name: RequestName, subjects: Subjects, n: number): Record<string, unknown> {
  const schema = schemaOf(name)
  const { t: _, id: __, ...fields } = objectOf(schema, subjects, n)
  return { ...fields, t: name }
}

const schemas = new Map<RequestName, Field>()
function schemaOf(name: RequestName): Field {
  const schema =
    schemas.get(name) ?? (z.toJSONSchema(requests[name].frame, { io: 'input', unrepresentable: 'any' }) as Field)
  schemas.set(name, schema)
  return schema
}

function objectOf({ properties = {}, required = [] }: Field, subjects: Subjects, n: number): Record<string, unknown> {
  const given = Object.entries(properties).filter(([name]) => required.includes(name) || GIVEN.has(name))
  return Object.fromEntries(given.map(([name, field]) => [name, anyValue(name, field, subjects, n)]))
}

function anyValue(name: string, field: Field, subjects: Subjects, n: number): unknown {
  const value = VALUES[name]
  if (value) return value(subjects, n)
  const schema = field.anyOf?.[0] ?? field
  if (schema.enum) return schema.enum[n % schema.enum.length]
  switch (schema.type) {
    case 'boolean':
      return n % 2 === 0
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1)
    case 'array':
      return [anyValue(name.replace(/s$/, ''), schema.items ?? {}, subjects, n)]
    case 'object':
      return objectOf(schema, subjects, n)
    default:
      return `flood ${n}`
  }
}
