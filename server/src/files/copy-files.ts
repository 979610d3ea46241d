import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChatError } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import { type BlobFacts, VARIANTS } from '../chat/attachments/file.ts'
import { type FileStorage, storageKey } from '../chat/attachments/ports.ts'
import type { Database } from '../store/schema/schema.ts'

const ROWS = 200
const TRIES = 3

export interface CopyOutcome {
  copied: number
  /** were at the target already */
  there: number
  /** the database knows them, and the source has none */
  missing: string[]
}

/**
 * Copies every stored file that the target lacks, while a server may be running. Files never change, so a second run
 * copies only new ones.
 * @throws ChatError storage_unavailable
 */
export async function copyFiles(
  readDb: Kysely<Database>,
  from: FileStorage,
  to: FileStorage,
  progress: (done: number) => void,
): Promise<CopyOutcome> {
  const aside = await mkdtemp(join(tmpdir(), 'imbachat-files-'))
  const outcome: CopyOutcome = { copied: 0, there: 0, missing: [] }
  try {
    for await (const { key, size } of storedFiles(readDb)) {
      if ((await to.size(key)) === size) outcome.there++
      else if (await copied(key, join(aside, 'file'))) outcome.copied++
      else outcome.missing.push(key)
      progress(outcome.copied + outcome.there + outcome.missing.length)
    }
    return outcome
  } finally {
    await rm(aside, { recursive: true, force: true })
  }

  /** A moment of silence on the way must not end the copying of a million files. */
  async function copied(key: string, path: string): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      try {
        return await copyOne(key, path)
      } catch (error) {
        if (tries === TRIES || !(error instanceof ChatError) || error.code !== 'storage_unavailable') throw error
      }
    }
  }

  async function copyOne(key: string, path: string): Promise<boolean> {
    try {
      await Bun.write(path, new Response(await from.read(key)))
      await to.put(key, path)
      return true
    } catch (error) {
      if (error instanceof ChatError && error.code === 'file_not_found') return false
      throw error
    } finally {
      await rm(path, { force: true })
    }
  }
}

async function* storedFiles(readDb: Kysely<Database>): AsyncGenerator<{ key: string; size: number }> {
  for (let after = { widget_id: 0, id: '' }; ; ) {
    const rows = await readDb
      .selectFrom('blob')
      .select(['widget_id', 'id', 'content', 'facts'])
      .where(({ eb, refTuple, tuple }) => eb(refTuple('widget_id', 'id'), '>', tuple(after.widget_id, after.id)))
      .orderBy('widget_id')
      .orderBy('id')
      .limit(ROWS)
      .execute()
    for (const { widget_id, id, content, facts } of rows) {
      if (content === `new ${id}` || content === `gone ${id}`) continue
      const { variants } = JSON.parse(facts) as BlobFacts
      for (const variant of VARIANTS) {
        const stored = variants[variant]
        if (stored) yield { key: storageKey(widget_id, id, variant), size: stored.size }
      }
    }
    const last = rows.at(-1)
    if (!last) return
    after = last
  }
}
