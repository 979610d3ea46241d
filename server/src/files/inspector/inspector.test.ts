import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import type { AttachmentKind } from '@imbachat/protocol'
import sharp from 'sharp'
import { refusalOf } from '../../../../sdk/src/testing/refusal-of.ts'
import { until } from '../../../../sdk/src/testing/until.ts'
import { silentLog } from '../../chat/log.ts'
import { createInspector, type INSPECTOR_LIMITS, type Inspector } from './inspector.ts'

let folder: string
let inspector: Inspector
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'imbachat-inspect-'))
  inspector = createInspector(silentLog)
})
afterAll(() => {
  inspector.close()
  rmSync(folder, { recursive: true })
})

let files = 0
const write = (bytes: Uint8Array | string): string => {
  const path = join(folder, `file${++files}`)
  writeFileSync(path, bytes)
  return path
}
const look = (
  bytes: Uint8Array | string,
  { kind = null as AttachmentKind | null, type = '', mostPixels = 50_000_000, room = 50_000_000 } = {},
) => inspector.inspect({ path: write(bytes), wish: { kind, type }, mostPixels, room })

const photo = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: '#2a6', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  })

/** A PNG that claims any size and decompresses to black. */
function pngOf(width: number, height: number, rows: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const size = Buffer.alloc(4)
    size.writeUInt32BE(data.length)
    const check = Buffer.alloc(4)
    check.writeUInt32BE(crc32(body))
    return Buffer.concat([size, body, check])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc((width + 1) * rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

test('FILE-10 a picture is encoded again, upright and without its metadata, with a small one and a placeholder', async () => {
  const exif = { IFD0: { Copyright: 'the secret place' }, IFD3: { GPSLatitudeRef: 'N' } }
  const tagged = await photo(1600, 1200).jpeg().withExif(exif).withMetadata({ orientation: 6 }).toBuffer()
  expect(tagged.includes('the secret place')).toBe(true)
  const { facts, paths } = await look(tagged)
  expect(facts).toMatchObject({
    kind: 'image',
    width: 1200,
    height: 1600,
    variants: { original: { type: 'image/jpeg' }, thumb: { type: 'image/webp' } },
  })
  const original = readFileSync(paths.original)
  expect([original.length, original.includes('secret')]).toEqual([facts.variants.original.size, false])
  const small = await sharp(paths.thumb).metadata()
  expect([small.format, small.width, small.height]).toEqual(['webp', 480, 640])
  const blur = Buffer.from(facts.blur ?? '', 'base64')
  expect([blur.length < 400, (await sharp(blur).metadata()).width]).toEqual([true, 12])
})

test('FILE-11 an animation stays one, and its small picture stands still', async () => {
  const frames = await Promise.all(['#f00', '#0f0', '#00f'].map((background) => flat(background)))
  for (const format of ['gif', 'webp'] as const) {
    const moving = await sharp(frames, { join: { animated: true } })
      [format]({ delay: [100, 100, 100] })
      .toBuffer()
    const { facts, paths } = await look(moving)
    expect(facts).toMatchObject({
      animated: true,
      width: 60,
      height: 40,
      variants: { original: { type: `image/${format}` } },
    })
    expect((await sharp(paths.original, { animated: true }).metadata()).pages).toBe(3)
    expect((await sharp(paths.thumb, { animated: true }).metadata()).pages ?? 1).toBe(1)
  }
})
const flat = (background: string) =>
  sharp({ create: { width: 60, height: 40, channels: 3, background } })
    .png()
    .toBuffer()

test('FILE-12 pictures that unpack to too much are refused, and so are damaged ones', async () => {
  expect(await refusalOf(look(pngOf(50_000, 50_000, 100)))).toMatchObject({ code: 'picture_too_large' })
  expect(await refusalOf(look(pngOf(9_000, 9_000, 9_000)))).toMatchObject({ code: 'picture_too_large' })
  const frames = await Promise.all(Array.from({ length: 40 }, (_, n) => flat(n % 2 ? '#fff' : '#000')))
  const many = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer()
  expect(await refusalOf(look(many, { mostPixels: 60 * 40 * 30 }))).toMatchObject({ code: 'picture_too_large' })
  const jpeg = await photo(800, 600).jpeg().toBuffer()
  expect(await refusalOf(look(jpeg.subarray(0, jpeg.length / 2)))).toMatchObject({ code: 'file_broken' })
  expect(await refusalOf(look(Buffer.concat([jpeg.subarray(0, 20), Buffer.alloc(500)])))).toMatchObject({
    code: 'file_broken',
  })
})

test('FILE-13 active content is never a picture: SVG, HTML and PDF are files, and a polyglot loses its other face', async () => {
  const script = '<script>alert(1)</script>'
  for (const [bytes, type] of [
    [`<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`, 'image/svg+xml'],
    [`<!doctype html>${script}`, 'text/html'],
    ['%PDF-1.4\n%âãÏÓ\n', 'application/pdf'],
  ] as const) {
    const { facts } = await look(bytes, { type, kind: 'image' })
    expect(facts.kind).toBe('file')
    expect(facts.variants.original.type).not.toMatch(/^image\//)
  }
  const gif = await sharp(await flat('#123'))
    .gif()
    .toBuffer()
  const { paths, facts } = await look(Buffer.concat([gif, Buffer.from(script)]), { type: 'text/html' })
  expect(facts.variants.original.type).toBe('image/gif')
  expect(readFileSync(paths.original).includes('script')).toBe(false)
})

test('a file is what its content says; text keeps its name, a picture sent as a file its bytes', async () => {
  expect((await look('a,b', { type: 'text/csv' })).facts.variants.original.type).toBe('text/csv')
  expect((await look('a,b', { type: 'image/png' })).facts.variants.original.type).toBe('application/octet-stream')
  const png = await flat('#fff')
  const { facts, paths } = await look(png, { kind: 'file' })
  expect(facts).toEqual({ kind: 'file', variants: { original: { type: 'image/png', size: png.length } } })
  expect(readFileSync(paths.original).equals(png)).toBe(true)
})

test('FILE-41 only what is decoded as a picture waits for room beside it', async () => {
  const png = await flat('#fff')
  const room = 2 * png.length - 1
  expect(await refusalOf(look(png, { room }))).toMatchObject({ code: 'storage_unavailable' })
  expect((await look(png, { room: room + 1 })).facts.kind).toBe('image')
  expect((await look(png, { room: 0, kind: 'file' })).facts.kind).toBe('file')
  expect((await look('a,b', { room: 0 })).facts.kind).toBe('file')
})

let stub: Inspector | undefined
afterEach(() => {
  stub?.close()
  stub = undefined
})
function stubbed(program: string, limits: Partial<typeof INSPECTOR_LIMITS>): Inspector {
  stub = createInspector(silentLog, limits, write(program))
  return stub
}
const any = { path: '/', wish: { kind: null, type: '' }, mostPixels: 0 }

test('FILE-14 a file whose process dies is tried once more, one that takes too long is not, and the next goes on', async () => {
  const tried = join(folder, 'tried')
  const act = `
    const { existsSync, appendFileSync } = require('node:fs')
    process.on('message', ({ path }) => {
      appendFileSync(${JSON.stringify(tried)}, path + '\\n')
      if (path === 'dies') process.exit(3)
      if (path === 'hangs') for (;;);
      process.send({ inspected: { path } })
    })`
  // a busy machine takes more than a second until a process answers
  const pool = stubbed(act, { atOnce: 1, timeoutMs: 5_000 })
  const [dies, hangs, fine] = ['dies', 'hangs', 'fine'].map((path) => pool.inspect({ ...any, path }))
  for (const refused of await Promise.all([refusalOf(dies), refusalOf(hangs)])) {
    expect(refused).toMatchObject({ code: 'file_broken' })
  }
  expect(await fine).toMatchObject({ path: 'fine' } as never)
  const count = (path: string) =>
    readFileSync(tried, 'utf8')
      .split('\n')
      .filter((line) => line === path).length
  expect([count('dies'), count('hangs'), count('fine')]).toEqual([2, 1, 1])
})

test('JOB-5 a file that waits for a process, or for a second try, gets on whenever a file is begun', async () => {
  const act = `
    process.on('message', ({ path }) => {
      if (path === 'dies') process.exit(3)
      process.send({ inspected: { path } })
    })`
  const pool = stubbed(act, { atOnce: 1 })
  const moves = { first: 0, dies: 0, last: 0 }
  await Promise.allSettled(
    (Object.keys(moves) as (keyof typeof moves)[]).map((path) => pool.inspect({ ...any, path }, () => moves[path]++)),
  )
  // in the order of the beginnings: first, dies, last, dies
  expect(moves).toEqual({ first: 1, dies: 3, last: 2 })
})

test('the process inherits no secret and stops with its inspector', async () => {
  process.env.SECRET = 'x'.repeat(40)
  const pool = stubbed(
    `process.on('message', () => process.send({ inspected: { env: Object.keys(process.env), pid: process.pid } }))`,
    {},
  )
  const report = (await pool.inspect(any)) as unknown as { env: string[]; pid: number }
  delete process.env.SECRET
  expect(report.env).not.toContain('SECRET')
  pool.close()
  await until(() => !isAlive(report.pid))
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
