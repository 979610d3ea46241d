import { widgetCreate as schema } from '@imbachat/protocol/http/widget/widgets'
import { z } from 'zod'
import { importedKeys } from '../../dashboard/keys/imported-keys.ts'
import { continueWidgetIds } from '../../store/transfer/target.ts'
import { accountIdOf } from '../accounts/account-of.ts'
import { type Command, type CommandIo, type Given, UsageError } from '../command.ts'
import { withResources } from '../command-resources.ts'
import { byOptions } from '../values.ts'
import { widgetJson } from './widget-list.ts'
import { optionOfField, widgetFields, widgetOptions } from './widget-options.ts'
import { widgetLines } from './widget-print.ts'

/** Leaves numbers for later widgets, on both databases. */
const id = z.coerce.number('must be a number').int('must be a whole number').min(1).max(1_000_000_000)

/** The option that names the source of each secret, by key. */
const FROM_ENV = { secret_key: 'secret-key-env', api_password: 'api-password-env' } as const

export const widgetImport: Command = {
  name: 'widget import',
  summary: 'Import a widget of another ImbaChat server with its DEV_ID and keys',
  options: {
    id: { value: 'DEV_ID', required: true, help: 'its number on the other server' },
    name: { value: 'NAME', help: 'name in the dashboard; default "Widget DEV_ID"' },
    'secret-key-env': { value: 'VARIABLE', help: 'environment variable with the Secret key' },
    'api-login': { value: 'LOGIN', help: 'API login' },
    'api-password-env': { value: 'VARIABLE', help: 'environment variable with the API password' },
    'keys-stdin': { help: 'read {"secret_key", "api_login", "api_password"} from standard input instead, as JSON' },
    ...widgetOptions,
    account: { value: 'EMAIL', help: 'owner; default: the first account, also one that is created later' },
  },
  notes: `Secrets are never arguments: other users of the machine can read those. Keys that are not given are created anew.
Keys that are short, that repeat themselves or that stand in a public guide are refused: create new ones and put them into your site.`,
  async run(given, io) {
    const number = byOptions(z.object({ id }), { id: given.text('id') }).id
    const name = given.text('name') ?? `Widget ${number}`
    const input = byOptions(schema, { name, ...widgetFields(given) }, optionOfField)
    const keys = byOptions(importedKeys, await givenKeys(given, io), optionOfKey(given))
    await withResources(io, async (resources) => {
      const account_id = await accountIdOf(resources, given.text('account'))
      const widget = await resources.widgets.import(account_id, { ...input, id: number, keys })
      await continueWidgetIds(resources.store.control)
      if (given.on('json')) return io.print(JSON.stringify(widgetJson(widget)))
      io.print(`${widgetLines(widget)}\nIts keys: imbachat widget show ${widget.id} --keys`)
    })
  },
}

const optionOfKey = (given: Given): Record<string, string> =>
  given.on('keys-stdin')
    ? {
        secret_key: 'keys-stdin: secret_key',
        api_login: 'keys-stdin: api_login',
        api_password: 'keys-stdin: api_password',
      }
    : FROM_ENV

async function givenKeys(given: Given, { env, readInput }: CommandIo): Promise<unknown> {
  const login = given.text('api-login')
  if (given.on('keys-stdin')) {
    const others = ['api-login', ...Object.values(FROM_ENV)].filter((option) => given.text(option) !== undefined)
    if (others.length > 0) throw new UsageError(`--keys-stdin brings all keys: leave --${others[0]} out`)
    return readJson(await readInput())
  }
  const secrets = Object.entries(FROM_ENV).flatMap(([key, option]) => {
    const variable = given.text(option)
    if (variable === undefined) return []
    const value = env[variable]
    if (!value) throw new UsageError(`--${option}: the environment variable ${variable} is not set`)
    return [[key, value]]
  })
  return { ...Object.fromEntries(secrets), ...(login !== undefined && { api_login: login }) }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError('--keys-stdin: standard input is not JSON such as {"secret_key": "…", "api_login": "…"}')
  }
}
