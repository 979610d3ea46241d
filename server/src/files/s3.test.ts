import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReplyTo } from '@imbachat/protocol'
import { until } from '../../../sdk/src/testing/until.ts'
import { inProcessBus } from '../bus/in-process.ts'
import { systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import { type ChatServer, startChat } from '../realtime/testing/chat-server.ts'
import type { TestSocket } from '../realtime/testing/test-socket.ts'
import { freshDataDir } from '../store/testing/data-dir.ts'
import { openFiles } from './index.ts'
import { s3Bucket } from './s3-bucket.ts'
import { NO_FILE_LIMITS } from './testing/no-file-limits.ts'
import { findRadosgw, type S3Server, startRadosgw } from './testing/radosgw.ts'
import { type S3Door, s3Door } from './testing/s3-door.ts'

test('a part of an object is requested as a range, and an answer without a range fails', async () => {
  const asked: (string | null)[] = []
  let answer = () => new Response('345', { status: 206 })
  const server = Bun.serve({
    port: 0,
    fetch(request) {
      asked.push(request.headers.get('range'))
      return answer()
    },
  })
  const keys = { bucket: 'files', accessKeyId: 'x', secretAccessKey: 'y', timeoutMs: 10_000 }
  const bucket = s3Bucket({ endpoint: `http://127.0.0.1:${server.port}`, ...keys }, silentLog)
  const read = () => bucket.read('files/a', { start: 3, end: 5 })
  expect([await new Response(await read()).text(), asked]).toEqual(['345', ['bytes=3-5']])
  for (const [status, code] of [
    [200, 'storage_unavailable'],
    [403, 'storage_unavailable'],
    [404, 'file_not_found'],
  ] as const) {
    answer = () => new Response('all of it', { status })
    expect(await read().catch((error: unknown) => error)).toMatchObject({ code })
  }
  await server.stop(true)
  expect(await read().catch((error: unknown) => error)).toMatchObject({ code: 'storage_unavailable' })
})

if (!findRadosgw()) test.skip('files on S3: this machine has no radosgw', () => {})
else {
  let s3: S3Server
  let chat: ChatServer
  let ann: TestSocket
  let room_id: number

  beforeAll(async () => {
    s3 = await startRadosgw()
    chat = await startChat({ s3: s3.settings })
    chat.siteUsers.set('ann', { name: 'ann' })
    ann = await chat.signIn('ann')
    room_id = (await ann.request('room.open', { pipe: 'files' })).room.room_id
  })
  afterAll(async () => {
    await chat.stop()
    await s3.remove()
  })

  const at = (path: string) => new URL(path, chat.httpUrl()).href
  const tus = (
    { url, token }: ReplyTo<'upload.create'>,
    body: Uint8Array<ArrayBuffer> | null,
    offset = 0,
    of = chat,
    method = body ? 'PATCH' : 'HEAD',
  ) =>
    fetch(new URL(url, of.httpUrl()), {
      method,
      body,
      headers: {
        authorization: `Bearer ${token}`,
        'tus-resumable': '1.0.0',
        ...(body && { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }),
      },
    })
  const content = (size: number) => new Uint8Array(size).map((_, n) => n * 7)
  const send = (upload_id: string) =>
    ann.request('message.send', { room_id, client_id: crypto.randomUUID(), text: '', attachments: [{ upload_id }] })
  async function fileUrl(file_id: string): Promise<string> {
    const { tickets } = await ann.request('files.tickets', { room_id, file_ids: [file_id] })
    return at(`/imbachat/v1/${chat.widget_id}/files/${file_id}/original?ticket=${tickets[0]?.ticket}`)
  }
  /** A server whose calls to S3 go through a door. */
  async function behindDoor(
    node?: NonNullable<Parameters<typeof startChat>[0]>['node'],
  ): Promise<{ door: S3Door; gated: ChatServer }> {
    const door = s3Door(s3.settings)
    const gated = await startChat({ s3: door.settings, ...(node && { node }) })
    gated.siteUsers.set('bob', { name: 'bob' })
    return { door, gated }
  }
  const objects = async () => (await s3Bucket(s3.settings, silentLog).list('')).map(({ key }) => key)

  test('FILE-2 FILE-9 a file comes in parts to S3, and is served from there', async () => {
    const bytes = content(2_500_000)
    const begun = await ann.request('upload.create', { room_id, name: 'big.bin', size: bytes.length })
    const { upload_id } = begun
    expect((await tus(begun, bytes.slice(0, 1_000_000))).status).toBe(204)
    expect((await tus(begun, null)).headers.get('upload-offset')).toBe('1000000')
    expect((await tus(begun, bytes.slice(0, 1_000_000))).status).toBe(409)
    expect(await ann.refusal('upload.finish', { upload_id })).toMatchObject({ code: 'upload_unfinished' })
    expect((await tus(begun, bytes.slice(1_000_000, 2_000_000), 1_000_000)).status).toBe(204)
    expect((await tus(begun, bytes.slice(2_000_000), 2_000_000)).status).toBe(204)
    await ann.request('upload.finish', { upload_id })
    await send(upload_id)
    const answer = await fetch(await fileUrl(upload_id))
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes)
    await until(async () => !(await objects()).some((key) => key.startsWith('uploads/')))
  })

  test('FILE-16 while S3 is away, files wait with a clear error, text goes on, and an upload ends when it is back', async () => {
    const bytes = content(1_200_000)
    const begun = await ann.request('upload.create', { room_id, name: 'cut.bin', size: bytes.length })
    const { upload_id } = begun
    expect((await tus(begun, bytes.slice(0, 1_000_000))).status).toBe(204)
    await s3.kill()
    expect((await tus(begun, bytes.slice(1_000_000), 1_000_000)).status).toBe(503)
    const other = await ann.request('upload.create', { room_id, name: 'x', size: 1 })
    expect((await tus(other, content(1))).status).toBe(503)
    expect(await ann.refusal('upload.finish', { upload_id })).toMatchObject({ code: 'storage_unavailable' })
    await ann.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'text goes on' })
    await s3.start()
    await until(async () => (await tus(begun, bytes.slice(1_000_000), 1_000_000)).status === 204)
    await ann.request('upload.finish', { upload_id })
    await send(upload_id)
    const answer = await fetch(await fileUrl(upload_id))
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes)
  })

  test('FILE-37 the parts of unfinished files of a killed node are removed at the next start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'imbachat-staging-'))
    mkdirSync(join(folder, 'uploads'))
    writeFileSync(join(folder, 'uploads', 'left'), 'over')
    const given = { folder, s3: s3.settings, key: new Uint8Array(32), limits: NO_FILE_LIMITS }
    openFiles({ ...given, clock: systemClock, log: silentLog }).close()
    expect(readdirSync(join(folder, 'uploads'))).toEqual([])
    rmSync(folder, { recursive: true })
  })

  test('FILE-37 a file that does not fit where it is put together waits, and leaves nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'imbachat-staging-'))
    const limits = { ...NO_FILE_LIMITS, DISK_RESERVE_BYTES: Number.MAX_SAFE_INTEGER }
    const given = { folder, s3: s3.settings, key: new Uint8Array(32), limits }
    const { files, close } = openFiles({ ...given, clock: systemClock, log: silentLog })
    const pieces = (async function* () {
      yield new Uint8Array(10)
    })()
    await files.intake.begin('A'.repeat(22), 10, 0)
    expect(await files.intake.write('A'.repeat(22), 0, pieces)).toBe(10)
    const digest = files.intake.digest('A'.repeat(22), 10).catch((error: unknown) => error)
    expect(await digest).toMatchObject({ code: 'storage_unavailable' })
    await files.intake.removeMade('A'.repeat(22))
    expect(readdirSync(join(folder, 'uploads'))).toEqual([])
    expect(await files.intake.received('A'.repeat(22), 10)).toBe(10)
    await files.intake.remove('A'.repeat(22))
    close()
    rmSync(folder, { recursive: true })
  })

  /** Where files arrive at another node. */
  function otherNode() {
    const folder = mkdtempSync(join(tmpdir(), 'imbachat-staging-'))
    const given = { folder, s3: s3.settings, key: new Uint8Array(32), limits: NO_FILE_LIMITS }
    const { files, close } = openFiles({ ...given, clock: systemClock, log: silentLog })
    const end = () => {
      close()
      rmSync(folder, { recursive: true })
    }
    return { intake: files.intake, end }
  }
  async function* pieces(...all: Uint8Array[]) {
    yield* all
  }

  test('FILE-2 a part that breaks off late replaces nothing of what the client sent again to another node', async () => {
    const { intake, end } = otherNode()
    const id = 'B'.repeat(22)
    await intake.begin(id, 10, 0)
    const brokenOff = intake.write(
      id,
      0,
      (async function* () {
        yield content(4)
        expect(await intake.write(id, 0, pieces(content(10)))).toBe(10)
        throw new Error('the connection ended')
      })(),
    )
    expect(await brokenOff.catch((error: unknown) => String(error))).toContain('the connection ended')
    expect(await intake.received(id, 10)).toBe(10)
    await intake.remove(id)
    end()
  })

  test('FILE-2 a file that has not all arrived when it is put together is unfinished', async () => {
    const { intake, end } = otherNode()
    const id = 'C'.repeat(22)
    await intake.begin(id, 10, 0)
    await intake.write(id, 0, pieces(content(4)))
    const digest = intake.digest(id, 10).catch((error: unknown) => error)
    expect(await digest).toMatchObject({ code: 'upload_unfinished' })
    await intake.write(id, 4, pieces(content(6)))
    expect(await intake.digest(id, 10)).toMatch(/^[0-9a-f]{64}$/)
    await intake.remove(id)
    end()
  })

  test('FILE-15 a part that S3 takes while its upload is given up leaves no object', async () => {
    const { door, gated } = await behindDoor()
    const bob = await gated.signIn('bob')
    const { room } = await bob.request('room.open', { pipe: 'late' })
    const begun = await bob.request('upload.create', { room_id: room.room_id, name: 'late.bin', size: 10 })
    door.holdBack('PUT')
    const late = tus(begun, content(10), 0, gated)
    await door.held()
    await tus(begun, null, 0, gated, 'DELETE')
    door.letThrough()
    expect((await late).status).toBe(404)
    await until(async () => !(await objects()).some((key) => key.includes(begun.upload_id)))
    await gated.stop()
    await door.close()
  })

  test('FILE-46 a small file waits for two answers of S3, and for three where another node finishes it', async () => {
    const { dataDir, remove } = freshDataDir()
    const place = { dataDir, bus: inProcessBus() }
    const { door, gated } = await behindDoor({ ...place, widget_id: undefined })
    const bob = await gated.signIn('bob')
    const room_id = (await bob.request('room.open', { pipe: 'small' })).room.room_id
    const upload = async (bytes: Uint8Array<ArrayBuffer>, finish: (id: string) => Promise<unknown>) => {
      door.asked.length = 0
      const begun = await bob.request('upload.create', { room_id, name: 'small.bin', size: bytes.length })
      expect((await tus(begun, bytes, 0, gated)).status).toBe(204)
      await finish(begun.upload_id)
      const asked = door.asked.slice()
      await until(async () => !(await objects()).some((key) => key.startsWith('uploads/')))
      return asked
    }
    const here = await upload(content(50_000), (upload_id) => bob.request('upload.finish', { upload_id }))
    expect(here.slice(0, 2)).toEqual(['PUT uploads', 'PUT files'])
    // what comes then is nothing that the user waits for
    expect(here.slice(2).every((call) => /^(GET list|DELETE uploads)$/.test(call))).toBe(true)

    const other = await startChat({ s3: door.settings, node: { ...place, widget_id: gated.widget_id } })
    const there = await other.signIn('bob')
    const far = await upload(content(50_001), (upload_id) => there.request('upload.finish', { upload_id }))
    expect(far.slice(0, 3)).toEqual(['PUT uploads', 'GET uploads', 'PUT files'])
    await other.stop()
    await gated.stop()
    await door.close()
    remove()
  })

  test('an upload that is given up leaves no object', async () => {
    const begun = await ann.request('upload.create', { room_id, name: 'no.bin', size: 5 })
    await tus(begun, content(3))
    const before = await objects()
    const headers = { authorization: `Bearer ${begun.token}`, 'tus-resumable': '1.0.0' }
    expect((await fetch(at(begun.url), { method: 'DELETE', headers })).status).toBe(204)
    expect((await objects()).length).toBe(before.length - 1)
  })
}
