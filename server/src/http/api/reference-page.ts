import { createHash } from 'node:crypto'
import { ERRORS, type ErrorCode } from '@imbachat/protocol'
import { API } from '@imbachat/protocol/http/api/api-parts'
import { problemTitle } from '@imbachat/protocol/http/api/problem'
import { escapeHtml } from '../../escape-html.ts'

/** The part of JSON Schema that the schemas of the API use. */
interface Schema {
  $ref?: string
  type?: string | string[]
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  default?: unknown
  minimum?: number
  maximum?: number
  maxLength?: number
  maxItems?: number
}

type Content = Record<string, { schema: Schema }>

interface Described {
  operationId: string
  summary: string
  security: Record<string, string[]>[]
  parameters?: { name: string; in: string; required: boolean; description?: string; schema: Schema }[]
  requestBody?: { content: Content }
  responses: Record<string, { description: string; content?: Content }>
}

export interface ApiDocument {
  info: { version: string }
  paths: Record<string, Record<string, Described>>
  /** by type of event */
  webhooks: Record<string, { post: { summary: string; requestBody: { content: Record<string, Brought> } } }>
  components: { schemas: Record<string, Schema> }
}

interface Brought {
  schema: Schema
  example: unknown
}

const STYLE = `
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-inline-size:60rem;margin:0 auto;padding:1.5rem}
code,pre{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.875em}
pre{padding:.75rem 1rem;overflow:auto;border-radius:8px;background:light-dark(#f3f4f7,#16191f)}
h1,h2,h3,p,li{overflow-wrap:anywhere}
h2{margin-block-start:3rem}h3{margin-block:2.5rem .25rem}
table{inline-size:100%;border-collapse:collapse;margin-block:.75rem}
th,td{padding:.4rem .6rem;border-block-end:1px solid light-dark(#e4e7ec,#262b34);text-align:start;vertical-align:top}
td:first-child{white-space:nowrap}
.scroll{overflow-x:auto}
.note{color:light-dark(#525c6b,#a3acba)}
a{color:light-dark(#3d54e8,#7b8cff)}
`
/** The page runs nothing and loads nothing. */
export const REFERENCE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  // the empty icon
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The reference of the server API as a page, from the same description that programs read. */
export function referencePage({ info, paths, webhooks, components }: ApiDocument, publicUrl: string): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    path.startsWith(`${API}/`)
      ? Object.entries(methods).map(([method, described]) => ({ path, method, described }))
      : [],
  )
  const groups = Map.groupBy(operations, ({ described }) => described.operationId.split('.')[0] ?? '')
  const codes = new Set(operations.flatMap(({ described }) => Object.values(described.responses).flatMap(codesOf)))
  const named = namesIn([operations, webhooks], components.schemas)
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">',
    `<title>Server API · ImbaChat</title><style>${STYLE}</style></head><body><main>`,
    `<h1>Server API</h1><p class="note">ImbaChat ${escapeHtml(info.version)}. `,
    'For programs: <a href="/openapi.json">openapi.json</a>.</p>',
    '<p>Make an API key in the dashboard, under <em>Keys</em>, and send it with each call:</p>',
    `<pre>curl ${escapeHtml(publicUrl)}${API}/key -H 'Authorization: Bearer imba_key_…'</pre>`,
    '<ul>',
    ...[...groups.keys()].map((group) => `<li><a href="#${group}">${problemTitle(group as ErrorCode)}</a></li>`),
    '<li><a href="#event-types">Types of events</a></li>',
    '<li><a href="#shapes">Shapes</a></li><li><a href="#errors">Errors</a></li></ul>',
    ...[...groups].flatMap(([group, list]) => [
      `<h2 id="${group}">${problemTitle(group as ErrorCode)}</h2>`,
      ...list.map(operationPart),
    ]),
    '<h2 id="event-types">Types of events</h2><p>As <code>events.list</code> answers them and webhooks bring them.</p>',
    ...Object.entries(webhooks).map(([type, { post }]) => eventPart(type, post)),
    '<h2 id="shapes">Shapes</h2>',
    ...[...named].map((name) => {
      const schema = components.schemas[name] ?? {}
      return `<h3 id="shape-${name}">${escapeHtml(name)}</h3>${fieldsTable(schema) || `<p>${typeOf(schema)}</p>`}`
    }),
    '<h2 id="errors">Errors</h2><div class="scroll"><table><tr><th>code</th><th>status</th><th>try again</th></tr>',
    ...[...codes].sort().map((code) => {
      const { status, retry } = ERRORS[code]
      return `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${retry ? 'yes' : 'no'}</td></tr>`
    }),
    '</table></div></main></body></html>',
  ].join('')
}

function operationPart({ path, method, described }: { path: string; method: string; described: Described }): string {
  const { operationId, summary, security, parameters = [], requestBody, responses } = described
  const scope = security.flatMap(({ key = [] }) => key)[0]
  const rows = parameters.map(({ name, in: place, required, description, schema }) => {
    const mark = required ? '' : ' <span class="note">optional</span>'
    return row(`<code>${escapeHtml(name)}</code>${mark}`, `${place}, ${typeOf(schema)}`, description, schema)
  })
  const done = Object.entries(responses).filter(([status]) => Number(status) < 400)
  const refusals = Object.entries(responses).filter(([status]) => Number(status) >= 400)
  const answers = done.map(([status, { content }]) => {
    const schema = Object.values(content ?? {})[0]?.schema ?? {}
    return `<p>Answer <code>${status}</code></p>${fieldsTable(schema)}`
  })
  const body = Object.values(requestBody?.content ?? {})[0]?.schema
  return [
    `<h3 id="${operationId}"><code>${method.toUpperCase()} ${escapeHtml(path)}</code></h3><p>${withCode(summary)}.`,
    scope === undefined ? '</p>' : ` <span class="note">Scope <code>${escapeHtml(scope)}</code></span></p>`,
    rows.length > 0 ? table(rows) : '',
    body === undefined ? '' : `<p>Body</p>${fieldsTable(body)}`,
    ...answers,
    '<p class="note">Refusals: ',
    refusals.map(([status, { description }]) => `<code>${status}</code> ${linkedCodes(description)}`).join(' · '),
    '</p>',
  ].join('')
}

function eventPart(type: string, { summary, requestBody }: ApiDocument['webhooks'][string]['post']): string {
  const { schema = {}, example } = Object.values(requestBody.content)[0] ?? {}
  return [
    `<h3 id="event-${escapeHtml(type)}"><code>${escapeHtml(type)}</code></h3><p>${withCode(summary)}</p>`,
    fieldsTable(schema.properties?.data ?? {}),
    `<pre>${escapeHtml(JSON.stringify(example, null, 2))}</pre>`,
  ].join('')
}

const codesOf = ({ description }: { description: string }): ErrorCode[] =>
  description.split(', ').filter((code): code is ErrorCode => Object.hasOwn(ERRORS, code))

const linkedCodes = (description: string): string =>
  description
    .split(', ')
    .map((code) => `<a href="#${escapeHtml(code)}">${escapeHtml(code)}</a>`)
    .join(', ')

function fieldsTable({ properties = {}, required = [] }: Schema): string {
  const rows = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : ' <span class="note">optional</span>'
    return row(`<code>${escapeHtml(name)}</code>${mark}`, typeOf(schema), schema.description, schema)
  })
  return rows.length === 0 ? '' : table(rows)
}

const table = (rows: string[]): string => `<div class="scroll"><table>${rows.join('')}</table></div>`

function row(name: string, type: string, description: string | undefined, { default: usual }: Schema): string {
  const notes = [description, usual === undefined ? undefined : `default ${JSON.stringify(usual)}`]
  return `<tr><td>${name}</td><td>${type}</td><td>${withCode(notes.filter(Boolean).join('; '))}</td></tr>`
}

/** Text with names between backticks, as HTML. */
const withCode = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')

/** As HTML. */
function typeOf(schema: Schema): string {
  const { $ref, type, items, anyOf, oneOf, enum: values, const: value, properties, maxLength, maxItems } = schema
  if ($ref !== undefined) {
    const name = escapeHtml($ref.split('/').at(-1) ?? '')
    return `<a href="#shape-${name}">${name}</a>`
  }
  const variants = anyOf ?? oneOf
  if (variants) return variants.map(typeOf).join(' or ')
  if (values) return values.map(asCode).join(' ')
  if (value !== undefined) return asCode(value)
  if (items) return `list of ${typeOf(items)}${maxItems === undefined ? '' : `, at most ${maxItems}`}`
  if (properties) {
    const fields = Object.entries(properties).map(
      ([name, field]) => `<code>${escapeHtml(name)}</code> ${typeOf(field)}`,
    )
    return `object: ${fields.join(', ')}`
  }
  const named = Array.isArray(type) ? type.join(' or ') : (type ?? 'anything')
  return escapeHtml(`${named}${maxLength === undefined ? '' : `, at most ${maxLength} characters`}${rangeOf(schema)}`)
}

function rangeOf({ minimum, maximum }: Schema): string {
  const isSafe = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
  if (minimum === undefined || minimum < 0) return ''
  return isSafe ? `, ${minimum} to ${maximum}` : `, from ${minimum}`
}

const asCode = (value: unknown): string => `<code>${escapeHtml(JSON.stringify(value))}</code>`

/** The shapes that the operations refer to, and those that these refer to. */
function namesIn(value: unknown, shapes: Record<string, Schema>, found = new Set<string>()): Set<string> {
  for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    if (found.has(name)) continue
    found.add(name)
    namesIn(shapes[name], shapes, found)
  }
  return found
}
