import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { attachmentOf, type BlobFacts } from '../../chat/attachments/file.ts'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import type { AppendMessage } from '../../chat/ports.ts'
import { openStore } from '../index.ts'
import type { Store } from '../store.ts'
import { dataDirWithTables } from '../testing/data-dir.ts'
import { testPostgresWithTables } from '../testing/test-postgres.ts'
import { createFileCleaner } from './clean-files.ts'

let now = 0
const clock = { ...systemClock, now: () => now }
const removals: (() => Promise<void> | void)[] = []

async function onSqlite(): Promise<Store> {
  const { dataDir, remove } = await dataDirWithTables()
  removals.push(remove)
  return openStore({ dataDir, clock, log: silentLog })
}

async function onPostgres(): Promise<Store> {
  const { url, remove } = await testPostgresWithTables()
  removals.push(remove)
  return openStore({ dataDir: '', databaseUrl: url, clock, log: silentLog })
}

const HOUR = 3_600_000
const facts: BlobFacts = { kind: 'file', variants: { original: { type: 'text/plain', size: 5 } } }
const wish = { name: 'a.txt', type: '', kind: null }

describe.each([
  ['SQLite', onSqlite],
  ['PostgreSQL', onPostgres],
] as const)('the clean-up of files on %s', (_, open) => {
  let store: Store
  let widget_id: number
  let room_id: number
  /** what lies outside of the database */
  const bytes = new Set<string>()
  const staged = new Set<string>()

  beforeEach(async () => {
    bytes.clear()
    staged.clear()
    now = Date.now()
    store = await open()
    widget_id = await makeWidget()
    room_id = await makeRoom(widget_id)
  })
  afterEach(async () => {
    await store.close()
    for (const remove of removals.splice(0)) await remove()
  })

  const makeWidget = async () =>
    (
      await store.control
        .insertInto('widget')
        .values({ name: 'Shop', api_login: 'x', origins: '[]', settings: '{}', created_at: 1 })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id
  const makeRoom = async (widget_id: number) =>
    (await store.chat.makeRoom({ widget_id, pipe: 'room', title: null, is_public: true, ownerId: 'ann', user_ids: [] }))
      .room_id

  const cleaner = (remove: (key: string) => void = (key) => bytes.delete(key)) =>
    createFileCleaner({
      ...store,
      storage: {
        put: async () => {},
        read: async () => new Blob(),
        size: async () => null,
        remove: async (key) => remove(key),
      },
      intake: { remove: async (id) => void staged.delete(id) },
      clock: { now: () => now, after: () => () => {} },
      log: silentLog,
      limits: { FILE_GRACE_HOURS: 1 },
    })
  const clean = () => cleaner().clean()

  let ids = 0
  async function upload(blob_id?: string): Promise<string> {
    const upload_id = `u${++ids}`
    const more = { size: 5, wish, expires_at: now + 2 * HOUR, anyNumber: true }
    await store.chat.createUpload({ widget_id, upload_id, room_id, user_id: 'ann', ...more })
    staged.add(upload_id)
    if (blob_id === undefined) return upload_id
    const attachment = attachmentOf({ upload_id, wish }, facts)
    const known = await store.chat.blobOf(widget_id, blob_id)
    if (!known) {
      await store.chat.reserveBlob({ widget_id, blob_id, size: 5, mostBytes: 0 })
      bytes.add(`${widget_id}/${blob_id.slice(0, 2)}/${blob_id}.original`)
    }
    const outcome = known
      ? { kind: 'known' as const, blob_id, attachment }
      : { kind: 'stored' as const, blob_id, content: blob_id, facts, attachment }
    expect(await store.chat.settleUpload({ widget_id, upload_id, outcome })).toEqual({ kind: 'settled' })
    return upload_id
  }
  const send = (upload_id: string, poster_id: string | null = null, more: Partial<AppendMessage> = {}) =>
    store.chat.appendMessage({
      widget_id,
      room_id,
      sender_id: 'ann',
      client_id: crypto.randomUUID(),
      text: '',
      reply_to: null,
      uploads: [{ upload_id, poster_id }],
      ...more,
    })
  const left = () => [...bytes].map((key) => key.replace(/^.*\/|\..*$/g, '')).sort()
  const deleteMessage = (seq: number) => store.chat.deleteMessage({ widget_id, room_id, seq, sender_id: 'ann' })

  test('FILE-15 the bytes of a deleted message go after the grace, and only when no other message has them', async () => {
    await send(await upload('once'))
    await send(await upload('twice'))
    await send(await upload('twice'))
    await send(await upload('kept'), await upload('poster'))
    for (const seq of [1, 2]) await deleteMessage(seq)
    await clean()
    expect(left()).toEqual(['kept', 'once', 'poster', 'twice'])
    now += HOUR + 1000
    await clean()
    expect(left()).toEqual(['kept', 'poster', 'twice'])
    expect(await store.chat.fileBytes(widget_id)).toBe(15)
    for (const seq of [3, 4]) await deleteMessage(seq)
    now += HOUR + 1000
    await clean()
    expect([left(), await store.chat.fileBytes(widget_id)]).toEqual([[], 0])
    expect(await store.readDb.selectFrom('blob').selectAll().execute()).toEqual([])
  })

  test('FILE-15 an upload that no message took goes when its time is over, with its bytes', async () => {
    await upload()
    await upload('unsent')
    await clean()
    expect([staged.size, left()]).toEqual([2, ['unsent']])
    now += 2 * HOUR
    await clean()
    expect([staged.size, left()]).toEqual([0, ['unsent']])
    now += 2 * HOUR
    await clean()
    expect(left()).toEqual([])
  })

  test('FILE-15 bytes that were stored when the server died go, and so do those whose removal it began', async () => {
    await store.chat.reserveBlob({ widget_id, blob_id: 'half', size: 5, mostBytes: 0 })
    bytes.add(`${widget_id}/ha/half.original`)
    await send(await upload('gone'))
    await deleteMessage(1)
    now += HOUR + 1000
    const dying = cleaner(() => {
      throw new Error('the process dies')
    })
    expect(String(await dying.clean().catch((error: unknown) => error))).toContain('dies')
    // a blob whose removal has begun is taken by nobody
    expect(await store.chat.blobOf(widget_id, 'gone')).toBeNull()
    await clean()
    expect([left(), await store.chat.fileBytes(widget_id)]).toEqual([[], 0])
  })

  test('FILE-15 HOLD-9 the files of a held message stay until it is decided, and unsent ones beside them go', async () => {
    const hold = { reason: 'words', found: 'casino' } as const
    const [published, refused] = [crypto.randomUUID(), crypto.randomUUID()]
    await send(await upload('published'), await upload('poster'), { client_id: published, hold })
    await upload('beside')
    const held = await upload('refused')
    await send(held, null, { client_id: refused, hold })
    // a clean-up that found it before the message took it
    await store.chat.removeUpload({ widget_id, upload_id: held })
    const later = async () => {
      now += 30 * 24 * HOUR
      await clean()
      // what has lost its upload waits for the grace
      now += HOUR + 1000
      await clean()
      return left()
    }
    expect(await later()).toEqual(['poster', 'published', 'refused'])
    const place = { widget_id, room_id, sender_id: 'ann' }
    await store.chat.decideHeld({ ...place, client_id: refused, act: 'remove' })
    const publish = { act: 'publish', siteAdmin: false, isCounted: false } as const
    await store.chat.decideHeld({ ...place, client_id: published, ...publish })
    expect(await later()).toEqual(['poster', 'published'])
    expect(await store.readDb.selectFrom('upload').select('id').execute()).toEqual([])
  })

  test('content that comes again while it waits for its removal stays', async () => {
    await send(await upload('again'))
    await deleteMessage(1)
    now += HOUR - 1000
    await send(await upload('again'))
    now += HOUR
    await clean()
    expect(left()).toEqual(['again'])
  })

  test('the files of a deleted widget go, more than fit into one step, and another widget keeps its own', async () => {
    await Promise.all(Array.from({ length: 120 }, (_, n) => upload(`blob${n}`)))
    const gone = widget_id
    widget_id = await makeWidget()
    room_id = await makeRoom(widget_id)
    await upload('mine')
    await cleaner().removeFilesOf(gone)
    expect([left(), staged.size]).toEqual([['mine'], 1])
  })
})
