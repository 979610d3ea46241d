import { ChatError, isGuestUser } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { readingDeps } from '../guests/reading.ts'
import { widgetOf } from '../messages/check-message.ts'
import type { StoredFile } from '../ports.ts'
import { Refusal } from '../refusals.ts'
import { READER, readerIn } from '../rooms/room-policy.ts'
import { mustNotBeSuspended } from '../widget.ts'
import type { Variant, VariantFacts } from './file.ts'
import { isOfMessage, readableFiles, SITE, TEAM } from './may-read-file.ts'
import { storageKey } from './ports.ts'
import { readTicket, type Ticket } from './signatures.ts'

export interface OpenedFile extends VariantFacts {
  /** its key in the storage */
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
  asked: { widget_id: number; file_id: string; variant: Variant; ticket: string },
  /** the account whose session the request carries, if it moderates the widget */
  moderator: () => Promise<string | null>,
): Promise<OpenedFile> {
  const { store, clock, files } = deps
  const { widget_id, file_id, variant } = asked
  const ticket = readTicket(files.key, widget_id, file_id, asked.ticket)
  if (!ticket) throw new ChatError('ticket_invalid', 'The ticket is not one for this file.')
  if (ticket.expires_at <= clock.now())
    throw new ChatError('ticket_invalid', 'The ticket has expired: get another one.')
  const [file, mayRead] = await Promise.all([store.file(widget_id, file_id), readable(deps, ticket, moderator)])
  const found = file && file.room_id === ticket.room_id && mayRead?.(file) ? partOf(widget_id, file, variant) : null
  if (!found) throw new Refusal('file_not_found')
  return found
}

async function readable(
  deps: Pick<ChatDeps, 'store' | 'users' | 'widgets' | 'clock'>,
  ticket: Ticket,
  moderator: () => Promise<string | null>,
) {
  if (ticket.user_id.startsWith(TEAM))
    return (await moderator()) === ticket.user_id.slice(TEAM.length) ? () => true : null
  const { widget_id, user_id } = ticket
  const widget = await widgetOf(deps, widget_id)
  mustNotBeSuspended(widget)
  if (user_id.startsWith(SITE)) return isOfMessage
  const { guests } = widget.settings
  const reader = readerIn(user_id)
  if (reader !== null) {
    if ((await deps.users.sender(widget_id, reader)).standing?.ban) return null
    const { room_id } = ticket
    const [membership] = await deps.store.membershipsOf(widget_id, reader, [room_id])
    return membership?.state === 'banned' ? null : readableFiles(readingDeps(deps), ticket)
  }
  const isReader = user_id === READER
  if (isReader ? guests === 'none' : isGuestUser(user_id) && guests !== 'write') return null
  if (!isReader && (await deps.users.sender(widget_id, user_id)).standing?.ban) return null
  return readableFiles(isReader ? readingDeps(deps) : deps, ticket)
}

function partOf(widget_id: number, { name, blob_id, facts, poster }: StoredFile, variant: Variant): OpenedFile | null {
  if (variant === 'original') return { ...facts.variants.original, name, key: storageKey(widget_id, blob_id, variant) }
  const shown = poster ?? { blob_id, facts }
  const small = shown.facts.variants.thumb
  if (small) return { ...small, name, key: storageKey(widget_id, shown.blob_id, 'thumb') }
  if (!poster) return null
  return { ...poster.facts.variants.original, name, key: storageKey(widget_id, poster.blob_id, 'original') }
}
