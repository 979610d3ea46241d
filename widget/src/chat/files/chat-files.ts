import type { ChatFrameConfig } from '@imbachat/protocol/page/page-config'
import type { OutgoingMessage } from '@imbachat/sdk'
import { type Signal, signal } from '@preact/signals'
import type { Tray } from '../attaching/tray.ts'

/** A message that the user has sent and whose files are still being uploaded. */
export interface PendingMessage extends OutgoingMessage {
  retry(): void
  discard(): void
}

/** Files of all rooms that are being sent. `room-files.ts` fills it; that is fetched with the views that show files. */
export interface ChatFiles {
  /** null: users send no files here */
  limits: ChatFrameConfig['settings']['files']
  pending: Signal<readonly PendingMessage[]>
  /** attached in the composer, by room */
  trays: Signal<ReadonlyMap<number, Tray>>
}

export const createChatFiles = (limits: ChatFiles['limits']): ChatFiles => ({
  limits,
  pending: signal([]),
  trays: signal(new Map()),
})
