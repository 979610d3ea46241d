import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { attachmentOf, type BlobFacts } from '../../chat/attachments/file.ts'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import type { AppendMessage } from '../../chat/ports.ts'
import { openStore, type Store } from '../index.ts'
import { dataDirWithTables } from '../testing/data-dir.ts'
import { testPostgresWithTables } from '../testing/test-postgres.ts'
import { createFileCleaner } from './clean-files.ts'

// The first test that needs PostgreSQL starts it, which takes a while on a busy machine.
setDefaultTimeout(60_000)

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
  let widgetId: number
  let roomId: number
  /** what lies outside of the database */
  const bytes = new Set<string>()
  const staged = new Set<string>()

  beforeEach(async () => {
    bytes.clear()
    staged.clear()
    now = Date.now()
    store = await open()
    widgetId = await makeWidget()
    roomId = await makeRoom(widgetId)
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
  const makeRoom = async (widgetId: number) =>
    (await store.chat.makeRoom({ widgetId, pipe: 'room', title: null, isPublic: true, ownerId: 'ann', userIds: [] }))
      .roomId

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
      // the first look by itself never comes
      clock: { now: () => now, after: () => () => {} },
      log: silentLog,
      graceMs: HOUR,
    })
  const clean = () => cleaner().clean()

  let ids = 0
  async function upload(blobId?: string): Promise<string> {
    const uploadId = `u${++ids}`
    const more = { size: 5, wish, expiresAt: now + 2 * HOUR, mostUploads: 0 }
    await store.chat.createUpload({ widgetId, uploadId, roomId, userId: 'ann', ...more })
    staged.add(uploadId)
    if (blobId === undefined) return uploadId
    const attachment = attachmentOf({ uploadId, wish }, facts)
    const known = await store.chat.blobOf(widgetId, blobId)
    if (!known) {
      await store.chat.reserveBlob({ widgetId, blobId, size: 5, mostBytes: 0 })
      bytes.add(`${widgetId}/${blobId.slice(0, 2)}/${blobId}.original`)
    }
    const outcome = known
      ? { kind: 'known' as const, blobId, attachment }
      : { kind: 'stored' as const, blobId, content: blobId, facts, attachment }
    expect(await store.chat.settleUpload({ widgetId, uploadId, outcome })).toEqual({ kind: 'settled' })
    return uploadId
  }
  const send = (uploadId: string, posterId: string | null = null, more: Partial<AppendMessage> = {}) =>
    store.chat.appendMessage({
      widgetId,
      roomId,
      senderId: 'ann',
      clientId: crypto.randomUUID(),
      text: '',
      replyTo: null,
      uploads: [{ uploadId, posterId }],
      ...more,
    })
  const left = () => [...bytes].map((key) => key.replace(/^.*\/|\..*$/g, '')).sort()
  const deleteMessage = (seq: number) => store.chat.deleteMessage({ widgetId, roomId, seq, senderId: 'ann' })

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
    expect(await store.chat.fileBytes(widgetId)).toBe(15)
    for (const seq of [3, 4]) await deleteMessage(seq)
    now += HOUR + 1000
    await clean()
    expect([left(), await store.chat.fileBytes(widgetId)]).toEqual([[], 0])
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
    await store.chat.reserveBlob({ widgetId, blobId: 'half', size: 5, mostBytes: 0 })
    bytes.add(`${widgetId}/ha/half.original`)
    await send(await upload('gone'))
    await deleteMessage(1)
    now += HOUR + 1000
    const dying = cleaner(() => {
      throw new Error('the process dies')
    })
    expect(String(await dying.clean().catch((error: unknown) => error))).toContain('dies')
    // a blob whose removal has begun is taken by nobody
    expect(await store.chat.blobOf(widgetId, 'gone')).toBeNull()
    await clean()
    expect([left(), await store.chat.fileBytes(widgetId)]).toEqual([[], 0])
  })

  test('FILE-15 HOLD-9 the files of a held message stay until it is decided, and unsent ones beside them go', async () => {
    const hold = { reason: 'words', found: 'casino' } as const
    const [published, refused] = [crypto.randomUUID(), crypto.randomUUID()]
    await send(await upload('published'), await upload('poster'), { clientId: published, hold })
    await upload('beside')
    const held = await upload('refused')
    await send(held, null, { clientId: refused, hold })
    // a clean-up that found it before the message took it
    await store.chat.removeUpload(widgetId, held)
    const later = async () => {
      now += 30 * 24 * HOUR
      await clean()
      // what has lost its upload waits for the grace
      now += HOUR + 1000
      await clean()
      return left()
    }
    expect(await later()).toEqual(['poster', 'published', 'refused'])
    const place = { widgetId, roomId, senderId: 'ann' }
    await store.chat.decideHeld({ ...place, clientId: refused, act: 'remove' })
    const publish = { act: 'publish', siteAdmin: false, isCounted: false } as const
    await store.chat.decideHeld({ ...place, clientId: published, ...publish })
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
    const gone = widgetId
    widgetId = await makeWidget()
    roomId = await makeRoom(widgetId)
    await upload('mine')
    await cleaner().removeFilesOf(gone)
    expect([left(), staged.size]).toEqual([['mine'], 1])
  })
})
