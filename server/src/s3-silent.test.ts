import { afterAll, beforeAll, expect, test } from 'bun:test'
import { PROTOCOL_VERSION, type ReplyTo } from '@imbachat/protocol'
import type { TaskView } from '@imbachat/protocol/http/moderation/people'
import { refusalOf } from '../../sdk/src/testing/refusal-of.ts'
import { eventually, until } from '../../sdk/src/testing/until.ts'
import { type App, createApp } from './app.ts'
import { type Cable, layCable } from './bus/testing/cable.ts'
import { PROCESS_UPLOAD } from './chat/attachments/process-upload.ts'
import { sign } from './chat/identity/testing/test-tokens.ts'
import { silentLog } from './chat/log.ts'
import { resolveConfig } from './config/config.ts'
import { parseEnv } from './config/env.ts'
import { s3Bucket } from './files/s3-bucket.ts'
import { findRadosgw, type S3Server, startRadosgw } from './files/testing/radosgw.ts'
import { RUNNING } from './jobs/runner.ts'
import { TestSocket } from './realtime/testing/test-socket.ts'
import { freshDataDir } from './store/testing/data-dir.ts'

const OWNER = { email: 'ann@shop.example', password: 'correct horse battery' }
/** Longer than a busy machine holds up an S3 that answers. */
const TIMEOUT_MS = 3_000

if (!findRadosgw()) test.skip('S3 that falls silent: this machine has no radosgw', () => {})
else {
  let s3: S3Server
  let cable: Cable
  let app: App
  let remove: () => void
  let widgets: number[]
  let cookie: string

  beforeAll(async () => {
    s3 = await startRadosgw()
    cable = await layCable(s3.settings.endpoint ?? '')
    const dir = freshDataDir()
    remove = dir.remove
    const { bucket, region = '', accessKeyId, secretAccessKey } = s3.settings
    const keys = { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey }
    const place = { S3_ENDPOINT: cable.url, S3_BUCKET: bucket, S3_REGION: region, S3_TIMEOUT_MS: String(TIMEOUT_MS) }
    const env = { PORT: '0', DATA_DIR: dir.dataDir, LOG_LEVEL: 'silent', ...place, ...keys }
    app = await createApp(resolveConfig(parseEnv(env)))
    const { account_id } = await app.accounts.create(OWNER)
    widgets = []
    for (const name of ['With files', 'With a task']) {
      widgets.push((await app.widgets.create(account_id, { name, origins: [] })).id)
    }
    const signedIn = await ask('POST', '/session', OWNER)
    cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  })
  afterAll(async () => {
    cable.mend()
    await app.stop()
    cable.close()
    await s3.remove()
    remove()
  })

  const at = (path: string) => `http://127.0.0.1:${app.config.port}${path}`
  const ask = (method: string, path: string, body?: object) =>
    fetch(at(`/api/dashboard/v1${path}`), {
      method,
      headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json', ...(cookie && { cookie }) },
      ...(body && { body: JSON.stringify(body) }),
    })

  async function signIn(widget_id: number, user_id: string): Promise<TestSocket> {
    const raw = new WebSocket(`${at('').replace('http', 'ws')}/imbachat/v1/${widget_id}/ws`)
    const socket = new TestSocket(raw)
    await new Promise((open) => raw.addEventListener('open', open))
    const [key = ''] = (await app.widgets.find(widget_id))?.secretKeys ?? []
    const token = sign({ user_id, exp: Math.floor(Date.now() / 1000) + 600 }, { key })
    await socket.request('auth', { v: PROTOCOL_VERSION, token })
    return socket
  }

  test('FILE-16 while S3 is silent, uploads are refused in time, tasks of other widgets go on, and files wait', async () => {
    const [withFiles = 0, withTask = 0] = widgets
    const users = await Promise.all(
      Array.from({ length: RUNNING.atOnce + 2 }, async (_, n) => {
        const socket = await signIn(withFiles, `user${n}`)
        const { room } = await socket.request('room.open', { pipe: `files${n}` })
        return { socket, room_id: room.room_id }
      }),
    )
    const send = async (begun: ReplyTo<'upload.create'>, body: Uint8Array<ArrayBuffer>) => {
      const headers = { 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream' }
      const authorization = `Bearer ${begun.token}`
      const sent = { method: 'PATCH', body, headers: { ...headers, authorization, 'upload-offset': '0' } }
      return (await fetch(at(begun.url), sent)).status
    }
    const uploads = await Promise.all(
      users.map(async ({ socket, room_id }, n) => {
        const begun = await socket.request('upload.create', { room_id, name: 'a.bin', size: 1_000 })
        expect(await send(begun, new Uint8Array(1_000).fill(n))).toBe(204)
        return begun.upload_id
      }),
    )
    await app.store.chat.touchUser({ widget_id: withTask, user_id: 'leaves' })

    cable.silence()
    const job = (id: string) => ({
      widget_id: withFiles,
      id: `upload ${id}`,
      kind: PROCESS_UPLOAD,
      payload: { upload_id: id },
    })
    for (const id of uploads) await app.store.chat.addJob(job(id))
    const [first] = users
    const room_id = first?.room_id ?? 0
    const begun = await first?.socket.request('upload.create', { room_id, name: 'b.bin', size: 1 })
    const began = performance.now()
    expect(begun && (await send(begun, new Uint8Array(1)))).toBe(503)
    expect(performance.now() - began).toBeGreaterThan(TIMEOUT_MS / 2)
    const erase = { user_id: 'leaves', confirm: 'leaves' }
    expect((await ask('POST', `/widgets/${withTask}/people/erase`, erase)).status).toBeLessThan(300)
    await eventually(async () => {
      const answer = (await (await ask('GET', `/widgets/${withTask}/tasks`)).json()) as { tasks: TaskView[] }
      expect(answer.tasks).toMatchObject([{ state: 'done' }])
    })
    await first?.socket.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'on' })
    const waiting = await app.store.readDb.selectFrom('job').select('id').where('kind', '=', PROCESS_UPLOAD).execute()
    expect(waiting).toHaveLength(uploads.length)

    cable.mend()
    await Promise.all(
      users.map(({ socket }, n) =>
        until(
          async () => {
            const end = socket.request('upload.finish', { upload_id: uploads[n] ?? '' })
            return end.then(
              ({ attachment }) => attachment.size === 1_000,
              () => false,
            )
          },
          'the file of each user',
          60_000,
        ),
      ),
    )
  })

  test('FILE-16 every call to an S3 that is silent ends with storage_unavailable, also in the middle of a file', async () => {
    const bucket = s3Bucket({ ...s3.settings, endpoint: cable.url, timeoutMs: TIMEOUT_MS }, silentLog)
    const large = new Uint8Array(30_000_000).fill(7)
    await bucket.write('large', large)
    cable.silenceAfter(1_000_000)
    const reader = (await bucket.read('large')).getReader()
    const rest = async () => {
      while (!(await reader.read()).done);
    }
    expect(await refusalOf(rest())).toBeInstanceOf(Error)
    cable.mend()
    let moved = 0
    const writing = bucket.write('other', large, () => {
      if (++moved === 3) cable.silence()
    })
    expect(await refusalOf(writing)).toMatchObject({ code: 'storage_unavailable' })
    const calls: Promise<unknown>[] = [
      bucket.write('a', 'text'),
      bucket.read('large'),
      bucket.size('large'),
      // a silent server may still carry it out later, so not the file that is asked for below
      bucket.remove('other'),
      bucket.list(''),
    ]
    for (const error of await Promise.all(calls.map((call) => refusalOf(call)))) {
      expect(error).toMatchObject({ code: 'storage_unavailable' })
    }
    cable.mend()
    expect(await bucket.size('large')).toBe(large.length)
    expect(await bucket.size('none')).toBe(null)
  })
}
