import type { RequestErrorCode } from '@imbachat/sdk'
import { signal } from '@preact/signals'

/**
 * An act of the reader, which they may undo: a conversation archived, a number of messages deleted, or a request
 * declined; why it was refused; what is on the clipboard now; or in words what was done.
 */
type Toast =
  | { archived: number; wasPinned: boolean }
  | { deleted: number }
  | { declined: number }
  | { problem: RequestErrorCode }
  | { copied: 'text' | 'link' }
  | { said: string }

/** null: there is none now */
export const toast = signal<Toast | null>(null)
