import { mkdirSync, rmSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ChatError } from '@imbachat/protocol'
import type { Log } from '../../chat/log.ts'
import type { Limits } from '../../config/limits.ts'
import type { DiskSpace } from '../../files/disk-space.ts'
import type { Inspector } from '../../files/inspector/inspector.ts'
import type { Replies, Taken } from './take-mail.ts'

/** Mails that are received and judged at the same time, by whichever way they came. */
const AT_ONCE = 4

export interface MailIntakeDeps {
  /** a folder of this node's own */
  folder: string
  space: Pick<DiskSpace, 'take'>
  inspector: Pick<Inspector, 'readMail'>
  replies: Pick<Replies, 'take'>
  /** addresses and names of our mails' sender */
  own: readonly string[]
  limits: Pick<Limits, 'REPLY_MAIL_BYTES'>
  log: Log
}

export interface MailIntake {
  /**
   * Takes one mail as a stream. When this resolves, the caller need not keep it.
   * @throws ChatError file_too_large, server_busy; Error for a failure that may pass
   */
  take(mail: AsyncIterable<Uint8Array>): Promise<Taken>
}

/** Mails wait on the disk while they are read: they may be large, and anybody's. */
export function createMailIntake(deps: MailIntakeDeps): MailIntake {
  const { folder, space, inspector, replies, own, limits, log } = deps
  // removes files of a killed run
  rmSync(folder, { recursive: true, force: true })
  let underWay = 0

  async function receive(path: string, mail: AsyncIterable<Uint8Array>): Promise<void> {
    const file = await open(path, 'wx', 0o600)
    try {
      let bytes = 0
      for await (const piece of mail) {
        bytes += piece.length
        if (bytes > limits.REPLY_MAIL_BYTES) throw tooLarge(limits)
        await space.take(piece.length)
        await file.write(piece)
      }
    } finally {
      await file.close()
    }
  }

  /** A mail that ends its reader would do so each time. */
  async function judge(path: string): Promise<Taken> {
    try {
      return await replies.take(await inspector.readMail({ path, into: `${path}.files`, own }))
    } catch (error) {
      if (error instanceof ChatError && error.code === 'file_broken')
        return { outcome: 'dropped', why: 'it is no mail' }
      throw error
    }
  }

  return {
    async take(mail) {
      if (underWay >= AT_ONCE) throw new ChatError('server_busy', 'Other mails are read.', { retryAfterMs: 10_000 })
      underWay++
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const path = join(folder, crypto.randomUUID())
      try {
        await receive(path, mail)
        const taken = await judge(path)
        log.info('a mail came in', { ...taken })
        return taken
      } finally {
        underWay--
        await rm(path, { force: true })
        await rm(`${path}.files`, { recursive: true, force: true })
      }
    },
  }
}

export const tooLarge = ({ REPLY_MAIL_BYTES }: MailIntakeDeps['limits']): ChatError =>
  new ChatError('file_too_large', `The mail has more than ${REPLY_MAIL_BYTES} bytes.`)
