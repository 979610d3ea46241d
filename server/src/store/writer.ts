import { ChatError } from '@imbachat/protocol'
import { Refusal } from '../chat/refusals.ts'
import type { WriteInput, WriteName, WriteOutput } from './writes/index.ts'

/** All writes go through here: they queue, share commits, and resolve after the commit. */
export interface Writer {
  /** Resolves after the commit. @throws ChatError server_busy, shutting_down; StoreError */
  write<N extends WriteName>(name: N, input: WriteInput<N>): Promise<WriteOutput<N>>
  /** Commits the waiting writes, then closes. */
  close(): Promise<void>
}

export const queueFull = (): ChatError =>
  new ChatError('server_busy', 'Too many writes are waiting.', { retryAfterMs: 500 })

export const shuttingDown = (): ChatError => new Refusal('shutting_down')
