import type { RequestErrorCode } from '@imbachat/sdk'
import { signal } from '@preact/signals'

/** What the reader did to a conversation, and may undo; or why it was refused. */
type Toast = { archived: number; wasPinned: boolean } | { problem: RequestErrorCode }

/** null: there is none now */
export const toast = signal<Toast | null>(null)
