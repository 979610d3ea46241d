import type { RequestErrorCode } from '@imbachat/sdk'
import { signal } from '@preact/signals'

/**
 * The content of the toast: an action that the user may undo (a conversation archived, messages deleted, a request
 * declined), the error of a refused action, a copied text, or a plain text.
 */
type Toast =
  | { archived: number; wasPinned: boolean }
  | { deleted: number }
  | { declined: number }
  | { problem: RequestErrorCode }
  | { copied: 'text' | 'link' }
  | { text: string }

/** null while no toast is shown */
export const toast = signal<Toast | null>(null)
