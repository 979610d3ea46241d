import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from 'bun'
import { PATIENCE_MS } from '../../../../sdk/src/testing/until.ts'
import type { S3Settings } from '../../config/config.ts'
import { freePort } from '../../testing/free-port.ts'

/** An S3 of its own, by Ceph's gateway on SQLite. It gives wrong bytes for ranges, so tests of ranges go without it. */
export interface S3Server {
  readonly settings: S3Settings
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Starts it again on the same port with the same objects. */
  start(): Promise<void>
  /** Ends it and removes its objects. */
  remove(): Promise<void>
}

/** `npm test` provides one. */
export const findRadosgw = (): string | undefined =>
  ['/usr/bin/radosgw', '/usr/local/bin/radosgw'].find((path) => existsSync(path))

const KEYS = { accessKeyId: 'testaccess', secretAccessKey: 'testsecret', region: 'default', timeoutMs: 10_000 }
const BUCKET = 'files'

/** @throws Error if this machine has none */
export async function startRadosgw(): Promise<S3Server> {
  const path = findRadosgw()
  if (!path) throw new Error('there is no radosgw: install it (apt-get install radosgw)')
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-s3-'))
  const port = freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const given = ['-c', join(folder, 'ceph.conf'), '-n', 'client.rgw.test', '--no-mon-config']
  writeFileSync(join(folder, 'ceph.conf'), configOf(folder, port))
  const user = ['user', 'create', '--uid=test', '--display-name=test']
  const keys = [`--access-key=${KEYS.accessKeyId}`, `--secret-key=${KEYS.secretAccessKey}`]
  const place = ['--rgw-zonegroup=default', '--rgw-zone=default']
  const makeUser = [`${path}-admin`, ...given, ...place, ...user, ...keys]
  for (let tries = 1; !(await endsInTime(makeUser, join(folder, 'data'))); tries++) {
    if (tries === 5) throw new Error(`${makeUser[0]} did not end`)
  }
  let running: Bun.Subprocess | undefined

  const server: S3Server = {
    settings: { endpoint, bucket: BUCKET, ...KEYS },
    async start() {
      running = Bun.spawn([path, ...given, '-f'], QUIET)
      while ((await statusOf(endpoint)) === null) {
        if (running.exitCode !== null) throw new Error(`radosgw ended with ${running.exitCode}`)
        await Bun.sleep(50)
      }
    },
    async kill() {
      running?.kill('SIGKILL')
      await running?.exited
    },
    async remove() {
      await server.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  // the client has no call for it; a bucket is a key of the whole server
  const made = new S3Client({ endpoint, ...KEYS, virtualHostedStyle: true }).presign(BUCKET, { method: 'PUT' })
  for (let tries = 1; ; tries++) {
    const status = await statusOf(made, 'PUT')
    if (status === 200) return server
    if (status !== null || tries === 10) throw new Error(`radosgw made no bucket: ${status ?? 'no answer'}`)
  }
}

/** Once in a hundred times, `radosgw-admin` never ends, and never again with what it left behind. */
async function endsInTime(command: string[], data: string): Promise<boolean> {
  rmSync(data, { recursive: true, force: true })
  mkdirSync(data)
  const running = Bun.spawn(command, { ...QUIET, timeout: PATIENCE_MS, killSignal: 'SIGKILL' })
  await running.exited
  return running.signalCode === null
}

const QUIET = { stdio: ['ignore', 'ignore', 'ignore'] as ['ignore', 'ignore', 'ignore'] }

const configOf = (folder: string, port: number) => `
[global]
fsid = 11111111-2222-3333-4444-555555555555
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
[client.rgw.test]
rgw_backend_store = dbstore
dbstore_db_dir = ${folder}
rgw_config_store = dbstore
dbstore_config_uri = file:${folder}/config.db
rgw_frontends = beast endpoint=127.0.0.1:${port}
rgw_data = ${folder}/data
`

/** Null: no answer. While it starts, it may take a connection and never answer. */
const statusOf = (url: string, method = 'GET') =>
  fetch(url, { method, signal: AbortSignal.timeout(method === 'GET' ? 1_000 : 5_000) }).then(
    ({ status }) => status,
    () => null,
  )
