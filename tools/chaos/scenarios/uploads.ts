import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { getJwt } from '@imbachat/demo/token'
import { type ChatClient, createChatClient } from '@imbachat/sdk'
import type { BlobFacts } from '@imbachat/server/chat/attachments/file'
import { storageKey } from '@imbachat/server/chat/attachments/ports'
import type { Database } from '@imbachat/server/store/schema/schema'
import { kyselyConnection, openReaderConnection } from '@imbachat/server/store/sqlite/connection'
import { Kysely, SqliteDialect } from 'kysely'
import { until } from '../../../sdk/src/testing/until.ts'
import type { Outcome, Scenario } from '../scenario.ts'
import { Stage } from '../stage.ts'

const LIFE_MS = { least: 500, more: 2_000 }
/** Waiting messages are sent again after each kill of the server, at the latest after half a minute. */
const SENT_WITHIN_MS = 60_000
/** Seconds that the clean-up of a start may take. */
const CLEAN_WITHIN_S = 20
const USERS = 4
const MOST_BYTES = 3_500_000

/**
 * Users upload, send, give up and delete files while the server is killed. Then every file of a message must be there
 * byte by byte, and nothing else.
 */
export async function uploads(times: number): Promise<Outcome> {
  const stage = await Stage.set({ env: { FILE_GRACE_HOURS: '0' } })
  const users = await Promise.all(Array.from({ length: USERS }, (_, n) => uploader(stage, `u${n}`)))
  try {
    for (let n = 0; n < times; n++) {
      await Bun.sleep(LIFE_MS.least + Math.random() * LIFE_MS.more)
      await stage.server.kill('SIGKILL')
      await stage.restart()
    }
    await Promise.all(users.map((user) => user.stop()))
    const broken = users.flatMap((user) => user.broken)
    broken.push(...(await Promise.all(users.map((user) => user.compare()))).flat())
    // a start begins with a clean-up, and what was given up right before it needs one more
    for (let n = 0; n < 2; n++) {
      await stage.server.kill('SIGTERM')
      await stage.restart()
      await Bun.sleep(1_000)
    }
    let faults = await left(stage.dataDir)
    // a busy machine cleans up later
    for (let looks = 0; faults.length > 0 && looks < CLEAN_WITHIN_S; looks++) {
      await Bun.sleep(1_000)
      faults = await left(stage.dataDir)
    }
    broken.push(...faults)
    const sent = users.reduce((sum, user) => sum + user.sent(), 0)
    const figures = `killed ${times} times, ${sent} files sent`
    const none = { reactions: 0, own: 0, gaps: 0 }
    return { figures, verdict: { ...none, events: [], acked: sent, stored: sent, broken, history: stage.history } }
  } finally {
    for (const user of users) user.close()
    await stage.close()
  }
}

async function uploader(stage: Stage, userId: string) {
  const [widget] = stage.widgets
  if (!widget) throw new Error('there is no widget')
  const client: ChatClient = createChatClient({
    url: `http://127.0.0.1:${stage.server.port}`,
    widgetId: widget.id,
    token: getJwt(userId, widget.secretKey, 3_600),
  })
  const { room_id: roomId } = await client.openRoomByPipe({ pipe: `of ${userId}` })
  const timeline = client.openRoom(roomId)
  /** SHA-256 of the sent bytes, by file; null: a picture, which the server re-encodes */
  const sent = new Map<string, string | null>()
  const broken: string[] = []
  let stopped = false

  async function goOn(): Promise<void> {
    for (let n = 0; !stopped; n++) {
      const picture = n % 4 === 3
      const bytes = picture ? PICTURE : randomBytes(Math.ceil(Math.random() * MOST_BYTES))
      const giveUp = n % 5 === 4 ? AbortSignal.timeout(50) : undefined
      try {
        const file = new Blob([bytes])
        const attachment = await client.uploadFile(roomId, file, { name: `${n}`, ...(giveUp && { signal: giveUp }) })
        sent.set(attachment.file_id, picture ? null : sha256(bytes))
        await timeline.send(`file ${n}`, { attachments: [attachment] })
        if (n % 6 === 5) await deleteOldest()
      } catch (error) {
        if (!giveUp?.aborted) broken.push(`FILE-2: an upload of ${userId} failed: ${String(error)}`)
      }
    }
  }

  async function deleteOldest(): Promise<void> {
    const oldest = timeline.state.get().messages.find(({ attachments }) => attachments)
    if (!oldest) return
    await timeline.delete(oldest.seq).catch(() => undefined)
  }

  const going = goOn()
  return {
    broken,
    sent: () => sent.size,
    async stop() {
      stopped = true
      await going
      await until(
        () => timeline.state.get().outgoing.length === 0 && client.connection.get().kind === 'online',
        'everything is sent',
        SENT_WITHIN_MS,
      )
    },
    /** Fetches every file that is in a message. */
    async compare(): Promise<string[]> {
      const wrong: string[] = []
      const files = timeline.state.get().messages.flatMap(({ attachments = [] }) => attachments)
      for (const { file_id } of files) {
        const answer = await fetch(await client.fileUrl(roomId, file_id))
        const hash = sha256(new Uint8Array(await answer.arrayBuffer()))
        const right = sent.get(file_id)
        if (!answer.ok || (right !== null && hash !== right)) wrong.push(`FILE-9: file ${file_id}: ${answer.status}`)
      }
      if (files.length === 0) wrong.push(`FILE-9: ${userId} has no files`)
      return wrong
    },
    close: () => client.close(),
  }
}

function randomBytes(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  for (let from = 0; from < size; from += 65_536) crypto.getRandomValues(bytes.subarray(from, from + 65_536))
  return bytes
}

/** 2 × 2 pixels. */
const PICTURE = Uint8Array.fromBase64(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEklEQVQImWP4v8r4/ypjBggFADdOB3FnHPZyAAAAAElFTkSuQmCC',
)

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Compares the database with the disk, both ways. */
async function left(dataDir: string): Promise<string[]> {
  const database = kyselyConnection(openReaderConnection(join(dataDir, 'imbachat.sqlite')))
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database }) })
  try {
    const [messages, attachments, blobs, waiting] = await Promise.all([
      db.selectFrom('message').select('attachments').where('attachments', 'is not', null).execute(),
      db.selectFrom('attachment').selectAll().execute(),
      db.selectFrom('blob').selectAll().execute(),
      db.selectFrom('upload').selectAll().execute(),
    ])
    const broken: string[] = []
    const inMessages = messages.flatMap((row) => JSON.parse(row.attachments ?? '[]') as { file_id: string }[])
    const known = new Set(attachments.map(({ id }) => id))
    for (const { file_id } of inMessages) if (!known.has(file_id)) broken.push(`FILE-9: ${file_id} has no attachment`)
    if (known.size !== inMessages.length)
      broken.push(`FILE-15: ${known.size} attachments, ${inMessages.length} in messages`)
    const named = new Set([...attachments, ...waiting].map((row) => row.blob_id))
    const expected = new Map<string, number>()
    for (const { widget_id, id, facts } of blobs) {
      if (!named.has(id)) broken.push(`FILE-15: nothing names the blob ${id}`)
      const { variants } = JSON.parse(facts) as BlobFacts
      expected.set(storageKey(widget_id, id, 'original'), variants.original.size)
      if (variants.thumb) expected.set(storageKey(widget_id, id, 'thumb'), variants.thumb.size)
    }
    const found = filesIn(join(dataDir, 'files'))
    for (const [key, size] of expected) {
      if (found.get(key) !== size) broken.push(`FILE-9: ${key} has ${found.get(key)} bytes, not ${size}`)
    }
    for (const key of found.keys()) if (!expected.has(key)) broken.push(`FILE-15: ${key} is left over`)
    const open = new Set(waiting.filter(({ state }) => state === 'open').map(({ id }) => id))
    for (const name of filesIn(join(dataDir, 'uploads')).keys()) {
      if (!open.has(name.replace(/\.\w+$/, ''))) broken.push(`FILE-15: uploads/${name} is left over`)
    }
    return broken
  } finally {
    await db.destroy()
  }
}

function filesIn(folder: string): Map<string, number> {
  if (!existsSync(folder)) return new Map()
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.map((name) => [name, statSync(join(folder, name))] as const).filter(([, stats]) => stats.isFile())
  return new Map(files.map(([name, { size }]) => [name, size]))
}

export const scenario: Scenario = { name: 'kill -9 while files are uploaded', play: () => uploads(20) }
