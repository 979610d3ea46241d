import type { RequestErrorCode } from '@imbachat/sdk'
import { signal } from '@preact/signals'

/** What the reader did to a conversation, and may undo; why it was refused; or what is on the clipboard now. */
type Toast = { archived: number; wasPinned: boolean } | { problem: RequestErrorCode } | { copied: 'text' | 'link' }

/** null: there is none now */
export const toast = signal<Toast | null>(null)
