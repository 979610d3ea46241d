import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { findNatsServer, type NatsServer, startNatsServer } from '@imbachat/server/bus/testing/nats-server'
import { resolveConfig } from '@imbachat/server/config/config'
import { parseEnv, SETTINGS } from '@imbachat/server/config/env'
import { findRadosgw, type S3Server, startRadosgw } from '@imbachat/server/files/testing/radosgw'
import { type PostgresServer, startPostgresServer } from '@imbachat/server/store/testing/postgres-server'
import { Client } from 'pg'
import { version } from '../../package.json'
import { eventually } from '../../sdk/src/testing/until.ts'
import { type ClusterNode, clusterNode } from '../cluster/cluster-node.ts'
import { freePorts } from '../cluster/free-ports.ts'
import { LoadClient } from '../load/load-client.ts'
import { DEPLOY, readCompose } from './compose-file.ts'

const ROOT = resolve(import.meta.dir, '../..')
const CADDY = '/usr/bin/caddy'

/** What a file `.env` must have for three nodes. */
const DOTENV = { SECRET: 'word-1', POSTGRES_PASSWORD: 'word-2', S3_PASSWORD: 'word-3', NATS_PASSWORD: 'word-4' }

test('COMPOSE-1 the files set only what the server reads, with the image of this version', () => {
  const services = { ...readCompose('compose.yaml', {}), ...readCompose('compose-three.yaml', DOTENV) }
  for (const name of ['imbachat', 'node1', 'node2', 'node3']) {
    expect(services[name]?.image).toBe(`imbachat:${version}`)
    for (const variable of Object.keys(services[name]?.environment ?? {})) expect(SETTINGS).toContain(variable)
  }
})

test('COMPOSE-3 no command has a password, by its value or by its variable', () => {
  const services = readCompose('compose-three.yaml', DOTENV)
  for (const [name, { entrypoint = [], command = [] }] of Object.entries(services)) {
    expect([name, [entrypoint, command].flat().join(' ')]).toEqual([
      name,
      expect.not.stringMatching(/word-|PASSWORD|SECRET/),
    ])
  }
  expect(services['s3-bucket']?.environment?.MC_HOST_s3).toBe('http://imbachat:word-3@s3:9000')
})

test('COMPOSE-4 three nodes do not start without each password; one node starts without any', () => {
  expect(Object.keys(readCompose('compose.yaml', {}))).toEqual(['imbachat'])
  for (const name of Object.keys(DOTENV)) {
    expect(() => readCompose('compose-three.yaml', { ...DOTENV, [name]: '' })).toThrow(`set ${name}`)
  }
})

test('COMPOSE-4 memory and logs of each service that stays have a limit', () => {
  const services = { ...readCompose('compose.yaml', {}), ...readCompose('compose-three.yaml', DOTENV) }
  for (const [name, { mem_limit, logging }] of Object.entries(services)) {
    if (name === 's3-bucket') continue
    expect([name, mem_limit, logging?.options['max-size']]).toEqual([name, expect.stringMatching(/^\d+[gm]$/), '10m'])
  }
})

test('COMPOSE-5 UDP for calls reaches one server of each file, at the port that pages are given', () => {
  const published = (dotenv: Record<string, string>) =>
    [readCompose('compose.yaml', dotenv), readCompose('compose-three.yaml', { ...DOTENV, ...dotenv })].map((services) =>
      Object.values(services).flatMap(({ ports = [] }) => ports.filter((port) => port.endsWith('/udp'))),
    )
  const { callsUdpPort, sfu } = resolveConfig(parseEnv({ PUBLIC_URL: 'https://chat.example' }))
  const stun = `${callsUdpPort}:3478/udp`
  expect(published({})).toEqual([[stun, `${sfu?.port}:3479/udp`], [stun]])
  expect(readCompose('compose.yaml', {}).imbachat?.environment?.CALLS_MEDIA_PORT).toBe(String(sfu?.port))
  const off = { CALLS_UDP_PORT: '0', CALLS_MEDIA_PORT: '0' }
  // Docker takes any free port: nothing answers there
  expect(published(off)).toEqual([['0:3478/udp', '0:3479/udp'], ['0:3478/udp']])
  expect(readCompose('compose.yaml', off).imbachat?.environment?.CALLS_UDP_PORT).toBe('0')
})

/** Without containers: the same programs with the same settings as processes, at addresses of this machine. */
describe.skipIf(!existsSync(CADDY) || !findRadosgw() || !findNatsServer())(
  'COMPOSE-2 the profile of three nodes',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'imbachat-compose-'))
    const [caddyPort = 0, ...ports] = freePorts(7)
    const url = `http://localhost:${caddyPort}`
    const dotenv = {
      PUBLIC_URL: url,
      SECRET: crypto.randomUUID(),
      POSTGRES_PASSWORD: 'pg-word',
      S3_PASSWORD: 's3-word',
      // digits, which NATS must not take for a number
      NATS_PASSWORD: '12345678',
    }
    const services = readCompose('compose-three.yaml', dotenv)
    const environments: Record<string, string>[] = []
    const nodes: ClusterNode[] = []
    let nats: NatsServer
    let s3: S3Server
    /** its own, since the role and the database have the names of compose.yaml */
    let postgres: PostgresServer
    let caddy: Bun.Subprocess | undefined
    let widget: { id: number; secret_key: string }

    beforeAll(async () => {
      const started = await Promise.all([
        startPostgresServer(),
        startNatsServer({ config: join(DEPLOY, 'nats.conf'), env: services.nats?.environment ?? {} }),
        startRadosgw(),
      ])
      ;[postgres, nats, s3] = started
      const database = await databaseOf(services.postgres?.environment ?? {})
      for (const [n, name] of ['node1', 'node2', 'node3'].entries()) {
        const given = services[name]?.environment ?? {}
        expect(given.DATABASE_URL).toBe('postgres://imbachat:pg-word@postgres:5432/imbachat')
        const { endpoint = '', bucket, accessKeyId, secretAccessKey, region = '' } = s3.settings
        environments.push({
          ...given,
          DATABASE_URL: database,
          NATS_URL: given.NATS_URL?.replace('nats:4222', new URL(nats.url).host) ?? '',
          S3_ENDPOINT: given.S3_ENDPOINT?.replace('http://s3:9000', endpoint) ?? '',
          // this S3 server has keys and a bucket of its own
          ...{
            S3_BUCKET: bucket,
            S3_ACCESS_KEY_ID: accessKeyId,
            S3_SECRET_ACCESS_KEY: secretAccessKey,
            S3_REGION: region,
          },
          TRUSTED_PROXIES: '127.0.0.1/32',
          METRICS_PORT: String(ports[n + 3]),
          DATA_DIR: join(folder, name),
          LOG_LEVEL: 'warn',
        })
        nodes.push(clusterNode(ports[n] ?? 0, environments[n] ?? {}))
      }
      await Promise.all(nodes.map((node) => node.start()))
      const { PUBLIC_URL = '', NODES = '' } = services.caddy?.environment ?? {}
      const at = NODES.replaceAll(/node(\d):8080/g, (_, n: string) => `127.0.0.1:${ports[Number(n) - 1]}`)
      caddy = Bun.spawn([CADDY, 'run', '--config', join(ROOT, 'deploy/Caddyfile'), '--adapter', 'caddyfile'], {
        env: { ...process.env, PUBLIC_URL, NODES: at, CADDY_ADMIN: `unix/${join(folder, 'admin')}`, HOME: folder },
        stdio: ['ignore', 'ignore', 'ignore'],
      })
      await eventually(async () => expect((await fetch(`${url}/health`)).status).toBe(200))
      widget = JSON.parse(await cli('widget', 'create', '--name', 'Shop', '--origin', url, '--json'))
    })
    afterAll(async () => {
      caddy?.kill('SIGKILL')
      await Promise.all(nodes.map((node) => node.end('SIGKILL')))
      await Promise.all([nats?.kill(), s3?.remove(), postgres?.remove()])
      rmSync(folder, { recursive: true, force: true })
    })

    /** As the image of PostgreSQL makes it. @returns its address for the nodes */
    async function databaseOf({ POSTGRES_USER = '', POSTGRES_DB = '', POSTGRES_PASSWORD = '' }): Promise<string> {
      const admin = new Client({ connectionString: postgres.url })
      await admin.connect()
      await admin.query(`create role ${POSTGRES_USER} superuser login password '${POSTGRES_PASSWORD}'`)
      await admin.query(`create database ${POSTGRES_DB} owner ${POSTGRES_USER}`)
      await admin.end()
      const given = new URL(services.node1?.environment?.DATABASE_URL ?? '')
      given.host = new URL(postgres.url).host
      return given.href
    }

    /** The command line beside the first node. @returns what it printed, whatever its exit code */
    async function cli(...args: string[]): Promise<string> {
      const child = Bun.spawn([process.execPath, join(ROOT, 'server/src/cli/main.ts'), ...args], {
        env: { ...process.env, ...environments[0], PORT: String(ports[0]) },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const text = await new Response(child.stdout).text()
      await child.exited
      return text
    }

    function client(user: string, over: 'socket' | 'stream'): LoadClient {
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const claims = { user_id: user, exp: Math.floor(Date.now() / 1000) + 3600 }
      const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
      const token = `${signed}.${createHmac('sha256', widget.secret_key).update(signed).digest('base64url')}`
      return new LoadClient({
        url: () => `${url.replace('http', 'ws')}/imbachat/v1/${widget.id}/ws`,
        client: `${user} ${over}`,
        user,
        widget: widget.id,
        token: () => token,
        over,
        retryMs: () => Math.random() * 300,
      })
    }

    test('the compose file is healthy by its own doctor', async () => {
      const findings = JSON.parse(await cli('doctor', '--json')) as { check: string; status: string }[]
      // Warnings may be about this machine's speed. And this S3 server, alone of all, answers ranges with other bytes.
      const problems = findings.filter(({ status }) => status === 'problem')
      expect(problems.map(({ check }) => check)).toEqual(['files'])
      for (const check of ['database', 'nats', 'health', 'websocket', 'stream']) {
        expect(findings).toContainEqual(expect.objectContaining({ check, status: 'ok' }))
      }
    })

    test('the compose file carries messages and files between its nodes, also when one is killed', async () => {
      const [ann, bob] = [client('ann', 'socket'), client('bob', 'stream')]
      await Promise.all([ann.start(), bob.start()])
      const room_id = await ann.openDialog('bob')
      const begun = await ann.request('upload.create', { room_id, name: 'notes.txt', size: 5 })
      const headers = { authorization: `Bearer ${begun.token}`, 'tus-resumable': '1.0.0', 'upload-offset': '0' }
      const type = { 'content-type': 'application/offset+octet-stream' }
      const sent = await fetch(new URL(begun.url, url), {
        method: 'PATCH',
        body: 'notes',
        headers: { ...headers, ...type },
      })
      expect(sent.status).toBe(204)
      await ann.request('upload.finish', { upload_id: begun.upload_id })
      const attachments = [{ upload_id: begun.upload_id }]
      await ann.request('message.send', { room_id, client_id: crypto.randomUUID(), text: '', attachments })
      await nodes[1]?.end('SIGKILL')
      for (let n = 0; n < 20; n++) await (n % 2 ? ann : bob).send(room_id, `message ${n}`)
      const { tickets } = await bob.request('files.tickets', { room_id, file_ids: [begun.upload_id] })
      const file = `${url}/imbachat/v1/${widget.id}/files/${begun.upload_id}/original?ticket=${tickets[0]?.ticket}`
      expect(await (await fetch(file)).text()).toBe('notes')
      await bob.openDialog('ann')
      await Promise.all([ann.end(), bob.end()])
      const { messages } = await readAll(room_id)
      expect(messages.map(({ seq, text }) => [seq, text])).toEqual([
        [1, ''],
        ...Array.from({ length: 20 }, (_, n) => [n + 2, `message ${n}`]),
      ])
    })

    async function readAll(room_id: number) {
      const cat = client('ann', 'socket')
      await cat.start()
      const page = await cat.request('messages.list', { room_id, limit: 50 })
      cat.leave()
      return page
    }
  },
)
