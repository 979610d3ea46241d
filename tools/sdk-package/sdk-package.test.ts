import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apiTypes } from '@imbachat/protocol/documents/api-types'
import { protocolTypes } from '@imbachat/protocol/documents/protocol-types'
import sdkPackage from '../../sdk/package.json' with { type: 'json' }
import { type RealChat, realChat } from '../../sdk/src/testing/real-chat.ts'
import { until } from '../../sdk/src/testing/until.ts'
import { NODE_LINES, nodeOf } from '../programs/node.ts'
import { run } from '../programs/programs.ts'
import { apiReport } from './api-report.ts'

const root = join(import.meta.dir, '..', '..')
const tsc = join(root, 'node_modules', '.bin', 'tsc')

/** A project of somebody else, into which npm installed the packed sdk and the package for servers. */
let project: string
let examples: string[]
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'imbachat-project-'))
  pack(join(project, 'packed'))
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'project', private: true, type: 'module' }))
  const tarballs = readdirSync(join(project, 'packed')).filter((name) => /^imbachat-(sdk|server)/.test(name))
  // offline: they depend on nothing
  run('npm', [
    'install',
    `--prefix=${project}`,
    '--offline',
    '--no-audit',
    '--no-fund',
    ...tarballs.map((name) => join(project, 'packed', name)),
  ])
  const readme = await Bun.file(join(root, 'sdk', 'README.md')).text()
  examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code)
})
afterAll(() => rmSync(project, { recursive: true }))

function pack(out: string) {
  run(process.execPath, [join(import.meta.dir, 'main.ts'), out])
}

const RUNTIMES: [string, () => string][] = [
  ...NODE_LINES.map((line): [string, () => string] => [`Node ${line}`, () => nodeOf(line)]),
  ['Bun', () => process.execPath],
]

function start(runtime: string, file: string, text: string, env: Record<string, string>) {
  writeFileSync(join(project, file), text)
  return Bun.spawn([runtime, file], { cwd: project, stderr: 'inherit', env: { ...process.env, ...env } })
}

describe.each(RUNTIMES)('the installed package in %s', (name, runtime) => {
  let chat: RealChat
  beforeAll(async () => {
    chat = await realChat()
  })
  afterAll(() => chat.end())

  test('the installed package runs the example of the README', async () => {
    const peer = chat.client('peer')
    peer.onIncoming(({ room, message }) => void peer.openRoom(room.room_id).send(`${message.text} yourself`))
    await until(() => peer.connection.get().kind === 'online')
    const env = { CHAT_URL: chat.url, WIDGET_ID: String(chat.widgetId), USER_TOKEN: chat.token('example') }
    const child = start(runtime(), 'example.mjs', examples[0] ?? '', { ...env, PEER_ID: 'peer' })
    expect(await new Response(child.stdout).text()).toContain('Hello! yourself')
    expect(await child.exited).toBe(0)
  })

  test('LIFE-14 LIFE-21 the installed package sends, reacts, uploads, comes back, and has typed errors', async () => {
    const program = await Bun.file(join(import.meta.dir, 'testing', 'smoke.mjs')).text()
    const env = {
      CHAT_URL: chat.url,
      WIDGET_ID: String(chat.widgetId),
      USER_TOKEN: chat.token(`smoke-${name.replace(' ', '-')}`),
    }
    const child = start(runtime(), 'smoke.mjs', program, env)
    let output = ''
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
      output += part
      if (output === 'restart the server\n') {
        output = ''
        await chat.stopServer()
        await chat.startServer()
      }
    }
    expect(JSON.parse(output)).toEqual({
      sent: ['Hello!', '', 'Still here'],
      reactions: [['👍', 1]],
      file: ['hello.txt', 'as a file'],
      'bad urls': Array.from({ length: 6 }, () => ['ChatRequestError', 'invalid_field', 'url', false]),
      'bad token': ['ChatRequestError', 'token_malformed', false],
      'no such widget': ['ChatRequestError', 'widget_unknown', false],
      'server away': 'offline',
    })
    expect(await child.exited).toBe(0)
  })

  test('LIFE-22 LIFE-23 the bot of the README answers each message once, although it is killed', async () => {
    const botId = `bot-${name.replace(' ', '-')}`
    const user = chat.client(`of-${botId}`)
    const room = user.openRoom((await user.openDialog(botId)).room_id)
    const texts = () => room.state.get().messages.map(({ text }) => text)
    const site = Bun.serve({ port: 0, fetch: () => new Response(chat.token(botId)) })
    const env = { CHAT_URL: chat.url, WIDGET_ID: String(chat.widgetId), TOKEN_URL: site.url.href, OUTBOX: botId }
    for (const text of ['one', 'two', 'three']) {
      await room.send(text)
      const bot = start(runtime(), 'bot.mjs', examples[1] ?? '', env)
      await until(() => texts().includes(`You said: ${text}`))
      bot.kill('SIGKILL')
      await bot.exited
    }
    await site.stop(true)
    expect(texts()).toEqual(['one', 'You said: one', 'two', 'You said: two', 'three', 'You said: three'])
  })

  test('LIFE-21 the installed package loads every entry point', async () => {
    const { exports } = JSON.parse(readFileSync(join(project, 'node_modules/@imbachat/sdk/package.json'), 'utf8'))
    // the worker is for browsers alone, and runs as soon as it is loaded
    const names = Object.keys(exports).filter((entry) => entry !== './sharing/worker')
    const program = names.map((entry) => `await import('@imbachat/sdk${entry.slice(1)}')`).join('\n')
    const child = start(runtime(), 'entries.mjs', program, {})
    expect([names.length > 10, await child.exited]).toEqual([true, 0])
  })
})

const TYPED_SERVER = `
  import { type ChatEvent, ImbaChat, type ResultOf, webhookEvent } from '@imbachat/server'
  const chat = new ImbaChat({ url: 'https://chat.example', apiKey: 'imba_key_' })
  const room = { room: 'pipe:order' }
  export const sent = await chat.call('messages.send', { params: room, body: { user_id: 7, text: 'Hi' } })
  export const seq: number = sent.message.seq
  export const listed: ResultOf<'rooms.list'> = await chat.call('rooms.list')
  await chat.call('messages.edit', { params: { ...room, seq }, body: { text: 'Hello' } }, { idempotencyKey: 'k' })
  // @ts-expect-error: a message is not any
  sent.message.nothing
  // @ts-expect-error: no such operation
  await chat.call('messages.shout', {})
  // @ts-expect-error: no such field
  await chat.call('messages.send', { params: room, body: { user_id: '7', txt: 'Hi' } })
  // @ts-expect-error: the room is missing
  await chat.call('messages.send', { body: { user_id: '7', text: 'Hi' } })
  // @ts-expect-error: no input
  await chat.call('messages.get')
  export async function* texts(): AsyncGenerator<string | null> {
    for await (const event of chat.events()) {
      if (event.type === 'message.created') yield event.data.message.text
      // @ts-expect-error: of another type of event
      if (event.type === 'user.erased') yield event.data.message.text
    }
  }
  export const hook: ChatEvent['id'] = webhookEvent('whsec_', '', new Headers()).id
`
/** with the examples of its README */
const serverSources = ['server.ts']

describe('the types of the installed package', () => {
  beforeAll(() => {
    const typed = `
      import { createChatClient, type Message } from '@imbachat/sdk'
      import { shareConnection } from '@imbachat/sdk/sharing'
      const connect = shareConnection({ workerUrl: '/worker.js' })
      const chat = createChatClient({ url: 'https://chat.example', widgetId: 7, token: null, connect })
      export const messages: Message[] = chat.openRoom(1).state.get().messages
      export const card = messages[0]?.card?.buttons?.[0]?.label satisfies string | undefined
      export const theme = chat.settings.get()?.theme satisfies 'page' | 'light' | 'dark' | 'system' | undefined
      // @ts-expect-error: a message is not any
      export const nothing = messages[0]?.nothing
      // @ts-expect-error: a number
      createChatClient({ url: 'https://chat.example', widgetId: '7', token: null })
      // @ts-expect-error: no such room
      chat.openRoom('hall')
    `
    writeFileSync(join(project, 'typed.ts'), typed)
    writeFileSync(join(project, 'server.ts'), TYPED_SERVER)
    const readme = readFileSync(join(project, 'node_modules', '@imbachat', 'server', 'README.md'), 'utf8')
    for (const [index, [, code = '']] of [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].entries()) {
      const name = `server-${index}.ts`
      writeFileSync(join(project, name), code)
      serverSources.push(name)
    }
    mkdirSync(join(project, 'node_modules', '@types'))
    for (const name of ['@types/node', 'undici-types'])
      symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name))
  })

  const once = ['--ignoreConfig', '--noEmit', '--singleThreaded']
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--target', 'ES2023']
  test.each([
    ['a page with a bundler', ['--types', '', '--module', 'ESNext', '--moduleResolution', 'bundler']],
    ['a page', ['--types', '', '--module', 'NodeNext']],
    ['a program in Node', ['--types', 'node', '--lib', 'ES2023', '--module', 'NodeNext']],
  ])('the types of the installed package are whole for %s, without skipLibCheck', (_, options) => {
    const sources = options.includes('node') ? ['typed.ts', ...serverSources] : ['typed.ts']
    const done = spawnSync(tsc, [...once, ...strict, ...options, ...sources], { cwd: project, encoding: 'utf8' })
    expect([done.stdout, done.status]).toEqual(['', 0])
  })
})

test('sdk/api.md is what the packed SDK exports', async () => {
  const kept = await Bun.file(join(root, 'sdk', 'api.md')).text()
  const packed = apiReport(join(project, 'node_modules', '@imbachat', 'sdk'))
  const how = 'The interface of the SDK changed. Run `bun tools/sdk-package/write-api-report.ts`, read the difference'
  if (packed !== kept) console.error(`${how}, and say in CHANGELOG.md what programs have to change.`)
  expect(packed.split('\n')).toEqual(kept.split('\n'))
})

test('packing again gives the same files, and each of them is there', () => {
  pack(join(project, 'again'))
  const packed = readdirSync(join(project, 'packed')).sort()
  const listed = packed.map((name) => {
    const [first, second] = ['packed', 'again'].map((folder) => readFileSync(join(project, folder, name)))
    expect([name, Bun.hash(first ?? '')]).toEqual([name, Bun.hash(second ?? '')])
    const { stdout } = spawnSync('tar', ['-tzf', join(project, 'packed', name)], { encoding: 'utf8' })
    const files = stdout.trim().split('\n')
    return new Set(files.map((file) => file.replace('package/', '').replace(/^chunk-\w+\.js$/, 'chunk-*.js')))
  })
  const always = ['README.md', 'package.json']
  const sources = [...new Bun.Glob('**/*.ts').scanSync(join(root, 'sdk', 'src'))].filter(
    (source) => !source.startsWith('testing/') && !source.endsWith('.test.ts'),
  )
  const entries = Object.values(sdkPackage.exports).map((path) => path.replace('./src/', '').replace(/ts$/, 'js'))
  const types = sources.map((source) => `types/sdk/src/${source.replace(/ts$/, 'd.ts')}`)
  expect(packed.map((name) => name.replace(/-[\d.]+tgz$/, ''))).toEqual([
    'imbachat-embed',
    'imbachat-react',
    'imbachat-sdk',
    'imbachat-server',
  ])
  expect(listed).toEqual([
    new Set([
      ...always,
      ...['chunk-*.js', 'elements.js', 'index.js'],
      ...['embed/src/elements', 'embed/src/index', 'widget/src/page-types'].map((name) => `types/${name}.d.ts`),
    ]),
    new Set([...always, 'index.js', ...['index', 'mounts', 'provider'].map((name) => `types/react/src/${name}.d.ts`)]),
    new Set([...always, 'chunk-*.js', ...entries, 'types/protocol.d.ts', ...types]),
    new Set([...always, 'index.js', 'types/index.d.ts', 'types/operations.d.ts']),
  ])
})

test('the packed types of the protocol and of the server API are those of their schemas', () => {
  const types = protocolTypes()
  const named = [...types.matchAll(/^export (?:interface|type) (\w+)[ =]/gm)].map(([, name = '']) => name)
  const shapes = named.filter((name) => !['RequestInputs', 'Replies'].includes(name))
  expect(shapes.length).toBeGreaterThan(30)
  const checks = shapes.map((name) => `export const ${name}: Same<source.${name}, packed.${name}> = true`)
  const program = `
    import type * as protocol from '@imbachat/protocol'
    import type * as cards from '@imbachat/protocol/messages/cards'
    import type * as settings from '@imbachat/protocol/user-settings'
    import type * as packed from './packed-types.d.ts'
    import type { apiOperations } from '@imbachat/protocol/http/api/api-operations'
    import type { EventData, EventType } from '@imbachat/protocol/http/api/event-catalogue'
    import type { OperationResult } from '@imbachat/protocol/http/operation'
    import type { z } from 'zod'
    import type { Events, Operations } from './api-types.d.ts'
    type Table = typeof apiOperations
    type Body<O> = O extends { body: infer S extends z.ZodType } ? z.input<S> : unknown
    type Given<O> = O extends { body: infer B } ? B : unknown
    type Every<Names extends PropertyKey, Checks extends Record<Names, true>> = Checks
    export type Ids = Every<keyof Table | keyof Operations, { [Id in keyof Table & keyof Operations]: true }>
    export type Results = Every<
      keyof Table,
      { [Id in keyof Table]: Same<OperationResult<Table[Id]>, Operations[Id]['result']> }
    >
    // buttons of a card are tidied before they are parsed: the schema takes anything there
    type Plain = Exclude<keyof Table, 'messages.send' | 'messages.edit'>
    export type Bodies = Every<Plain, { [Id in Plain]: Fits<Body<Table[Id]>, Given<Operations[Id]>> }>
    export type Data = Every<EventType, { [Type in EventType]: Same<EventData<Type>, Events[Type]> }>
    type Fits<A, B> = [A] extends [B] ? true : false
    type Same<A, B> = [Fits<A, B>, Fits<B, A>] extends [true, true] ? true : false
    type All = Record<protocol.RequestName, true>
    type Of<Checks extends All> = Checks
    export type Inputs = Of<{ [T in protocol.RequestName]: Fits<protocol.RequestInput<T>, packed.RequestInput<T>> }>
    export type Replies = Of<{ [T in protocol.RequestName]: Same<protocol.ReplyTo<T>, packed.ReplyTo<T>> }>
    export const names: Fits<packed.RequestName, protocol.RequestName> = true
    ${checks.join('\n').replaceAll(/source\.(\w+)/g, sourceOf)}
  `
  writeFileSync(join(project, 'packed-types.d.ts'), types)
  writeFileSync(join(project, 'api-types.d.ts'), apiTypes())
  writeFileSync(join(project, 'same.ts'), program)
  const protocol = join(root, 'protocol', 'src')
  const paths = {
    '@imbachat/protocol': [join(protocol, 'index.ts')],
    '@imbachat/protocol/*': [join(protocol, '*.ts')],
    zod: [join(root, 'node_modules', 'zod')],
  }
  const compilerOptions = { paths, types: [] }
  const config = { extends: join(root, 'tsconfig.json'), files: ['same.ts'], include: [], compilerOptions }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config))
  const done = spawnSync(tsc, ['-p', project, '--singleThreaded'], { encoding: 'utf8' })
  expect([done.stdout, done.status]).toEqual(['', 0])
})

function sourceOf(_: string, name: string) {
  if (name.startsWith('Card')) return `cards.${name}`
  return name.startsWith('UserSettings') ? `settings.${name}` : `protocol.${name}`
}
