import { API_SCOPES } from '@imbachat/protocol/http/api/api-scopes'
import { type ApiKeyView, apiKeyOperations } from '@imbachat/protocol/http/widget/api-keys'
import { silentLog } from '../../chat/log.ts'
import { type ApiKeys, createApiKeys } from '../../dashboard/keys/api-keys.ts'
import { BY_COMMAND_LINE } from '../by-command-line.ts'
import { type Command, type CommandIo, type Given, UsageError } from '../command.ts'
import { type CommandResources, withResources } from '../command-resources.ts'
import { byOptions, listOf, widgetIdOf } from '../values.ts'

const WIDGET = { value: 'ID', help: 'the same as the argument' }
const ALL = 'all'

export const apiKeyCreate: Command = {
  name: 'api-key create',
  summary: 'Make a key for the server API of a widget; only here it is shown',
  argument: 'WIDGET',
  options: {
    widget: WIDGET,
    name: { value: 'NAME', required: true, help: 'what the key is for, in the dashboard' },
    scopes: {
      value: 'SCOPE',
      multiple: true,
      required: true,
      help: `what it may do, also several with commas; "${ALL}": everything`,
    },
    days: { value: 'NUMBER', help: 'until it ends; default: it does not end by itself' },
    json: { help: 'print JSON: {"id", "name", "scopes", "expires_at", "key"}' },
  },
  notes: `Scopes: ${API_SCOPES.join(', ')}`,
  async run(given, io) {
    const days = given.text('days')
    const scopes = listOf(given, 'scopes')
    const input = byOptions(apiKeyOperations['api_keys.create'].body, {
      name: given.text('name'),
      scopes: scopes?.includes(ALL) ? API_SCOPES : scopes,
      ...(days !== undefined && { days: Number(days) }),
    })
    await withKeys(given, io, async ({ apiKeys, record }, widget_id) => {
      const { key, secret } = await apiKeys.create(BY_COMMAND_LINE, widget_id, input)
      await record({
        widget_id,
        action: 'api_keys.create',
        target: key.name,
        details: { scopes: key.scopes.join(', ') },
      })
      if (!given.on('json')) return io.print(`API key ${key.key_id} of widget ${widget_id}: ${key.name}\n${secret}`)
      const { key_id: id, name, expires_at } = key
      io.print(JSON.stringify({ id, name, scopes: key.scopes, expires_at, key: secret }))
    })
  },
}

export const apiKeyList: Command = {
  name: 'api-key list',
  summary: 'List the API keys of a widget, without the keys themselves',
  argument: 'WIDGET',
  options: { widget: WIDGET, json: { help: 'print JSON' } },
  run: (given, io) =>
    withKeys(given, io, async ({ apiKeys, clock }, widget_id) => {
      const keys = await apiKeys.list(widget_id)
      if (given.on('json')) return io.print(JSON.stringify(keys))
      for (const key of keys) {
        const { key_id, start, name, scopes } = key
        io.print(`${key_id}  ${start}…  ${stateOf(key, clock.now())}  ${name}  ${scopes.join(',')}`)
      }
    }),
}

export const apiKeyRevoke: Command = {
  name: 'api-key revoke',
  summary: 'End an API key at once, for good',
  argument: 'WIDGET',
  options: { widget: WIDGET, id: { value: 'ID', required: true, help: 'of the key, as "api-key list" shows it' } },
  async run(given, io) {
    const id = given.text('id')
    if (id === undefined) throw new UsageError('--id is missing: see "imbachat api-key list"')
    await withKeys(given, io, async ({ apiKeys, record }, widget_id) => {
      const { name } = await apiKeys.revoke(widget_id, id)
      await record({ widget_id, action: 'api_keys.revoke', target: name, details: null })
      io.print(`Revoked: ${name}`)
    })
  },
}

function stateOf({ revoked_at, expires_at }: ApiKeyView, now: number): string {
  if (revoked_at !== null) return 'revoked'
  if (expires_at === null) return 'works'
  return `${expires_at > now ? 'works until' : 'ended'} ${new Date(expires_at).toISOString()}`
}

function withKeys(
  given: Given,
  io: CommandIo,
  act: (resources: CommandResources & { apiKeys: ApiKeys }, widget_id: number) => Promise<void>,
): Promise<void> {
  const widget_id = widgetIdOf(given)
  return withResources(io, async (resources) => {
    const { store, clock, config, widgets } = resources
    await widgets.get('all_widgets', widget_id)
    const { limits } = config
    const apiKeys = createApiKeys({ ...store, store: store.chat, clock, limits, log: silentLog })
    await act({ ...resources, apiKeys }, widget_id)
  })
}
