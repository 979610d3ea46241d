import { ChatError, isGuestUser } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { readingDeps } from '../guests/reading.ts'
import { widgetOf } from '../messages/check-message.ts'
import type { StoredFile } from '../ports.ts'
import { READER, whoReads } from '../rooms/room-policy.ts'
import { mustNotBeSuspended } from '../widget.ts'
import type { Variant, VariantFacts } from './file.ts'
import { readableFiles, TEAM } from './may-read-file.ts'
import { storageKey } from './ports.ts'
import { readTicket, type Ticket } from './signatures.ts'

export interface OpenedFile extends VariantFacts {
  /** where it lies in the storage */
  key: string
  name: string
}

/**
 * A ticket names the user; whether that user may still read the room, and the widget is still
 * open, is looked up each time. The ticket of a moderator
 * opens nothing to others, so a copied address is worthless.
 * @throws ChatError ticket_invalid, file_not_found, widget_suspended
 */
export async function openFile(
  deps: Pick<ChatDeps, 'store' | 'users' | 'widgets' | 'clock' | 'files'>,
  asked: { widgetId: number; fileId: string; variant: Variant; ticket: string },
  /** the account whose session the request carries, if it moderates the widget */
  moderator: () => Promise<string | null>,
): Promise<OpenedFile> {
  const { store, clock, files } = deps
  const { widgetId, fileId, variant } = asked
  const ticket = readTicket(files.key, widgetId, fileId, asked.ticket)
  if (!ticket) throw new ChatError('ticket_invalid', 'The ticket is not one for this file.')
  if (ticket.expiresAt <= clock.now()) throw new ChatError('ticket_invalid', 'The ticket has expired: get another one.')
  const [file, mayRead] = await Promise.all([store.file(widgetId, fileId), readable(deps, ticket, moderator)])
  const found = file && file.roomId === ticket.roomId && mayRead?.(file) ? partOf(widgetId, file, variant) : null
  if (!found) throw new ChatError('file_not_found', 'There is no such file, or it is not open to you.')
  return found
}

async function readable(
  deps: Pick<ChatDeps, 'store' | 'users' | 'widgets' | 'clock'>,
  ticket: Ticket,
  moderator: () => Promise<string | null>,
) {
  if (ticket.userId.startsWith(TEAM))
    return (await moderator()) === ticket.userId.slice(TEAM.length) ? () => true : null
  const { widgetId, userId } = ticket
  const widget = await widgetOf(deps, widgetId)
  mustNotBeSuspended(widget)
  const { guests } = widget.settings
  const reader = whoReads(userId)
  if (reader !== null) {
    if ((await deps.users.sender(widgetId, reader)).standing?.ban) return null
    const { roomId } = ticket
    const [membership] = await deps.store.membershipsOf(widgetId, reader, [roomId])
    return membership?.state === 'banned' ? null : readableFiles(readingDeps(deps), ticket)
  }
  const isReader = userId === READER
  if (isReader ? guests === 'none' : isGuestUser(userId) && guests !== 'write') return null
  if (!isReader && (await deps.users.sender(widgetId, userId)).standing?.ban) return null
  return readableFiles(isReader ? readingDeps(deps) : deps, ticket)
}

function partOf(widgetId: number, { name, blobId, facts, poster }: StoredFile, variant: Variant): OpenedFile | null {
  if (variant === 'original') return { ...facts.variants.original, name, key: storageKey(widgetId, blobId, variant) }
  const shown = poster ?? { blobId, facts }
  const small = shown.facts.variants.thumb
  if (small) return { ...small, name, key: storageKey(widgetId, shown.blobId, 'thumb') }
  if (!poster) return null
  return { ...poster.facts.variants.original, name, key: storageKey(widgetId, poster.blobId, 'original') }
}
