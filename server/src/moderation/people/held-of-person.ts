import { ChatError } from '@imbachat/protocol'
import type { HeldEntry } from '@imbachat/protocol/http/moderation/people'
import { type SqlBool, sql } from 'kysely'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import { publishHeld, removeHeld } from '../../chat/held/decide-held.ts'
import type { HeldPlace } from '../../chat/ports.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { heldFilesOf } from '../reports/held-files.ts'
import { UNDO_LONGEST_MS } from '../reports/undo-window.ts'
import type { TaskDeps } from '../task.ts'

interface OfPerson {
  widget_id: number
  user_id: string
}

export interface HeldPage {
  messages: HeldEntry[]
  next: string | null
}

type Deps = Pick<TaskDeps, 'control' | 'readDb' | 'clock'> & {
  chat: Parameters<typeof publishHeld>[0]
}

const places = cursorOf('number', 'uuid')

/** The newest first. */
export async function heldOfPerson(
  { readDb }: Pick<Deps, 'readDb'>,
  { widget_id, user_id }: OfPerson,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<HeldPage> {
  const place = cursor === null ? null : places.read(cursor)
  const found = await readDb
    .selectFrom('held_message as h')
    .leftJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'h.widget_id').onRef('r.id', '=', 'h.room_id'))
    .select(['h.room_id', 'h.client_id', 'r.title', 'r.pipe', 'h.text', 'h.attachments', 'h.forwarded', 'h.reason'])
    .select('h.held_at')
    .where('h.widget_id', '=', widget_id)
    .where('h.sender_id', '=', user_id)
    .where('h.removed_at', 'is', null)
    .where('h.deleted_at', 'is', null)
    .$if(place !== null, (query) =>
      query.where(sql<SqlBool>`(h.held_at, h.client_id) < (${place?.[0]}, ${place?.[1]})`),
    )
    .orderBy('h.held_at', 'desc')
    .orderBy('h.client_id', 'desc')
    .limit(limit + 1)
    .execute()
  const { page, next } = pageOf(found, limit, ({ held_at, client_id }) => places.write(held_at, client_id))
  return {
    messages: page.map(({ title, pipe, attachments, forwarded, ...row }) => ({
      ...row,
      title: title ?? pipe,
      files: heldFilesOf({ attachments, forwarded }),
    })),
    next,
  }
}

/** Also closes the report about it. @throws ChatError message_not_found, banned, room_not_found */
export async function decideHeldOfPerson(
  { control, chat, clock }: Deps,
  actor: DashboardPrincipal,
  { widget_id, user_id: sender_id }: OfPerson,
  { room_id, client_id, publish }: { room_id: number; client_id: string; publish: boolean },
): Promise<void> {
  const place = { widget_id, room_id, sender_id, client_id }
  if (publish) await publishHeld(chat, place)
  else await removeHeld(chat, place)
  await control
    .updateTable('report')
    .set({
      ...{ closed_at: clock.now(), closed_by: actor.account_id, outcome: publish ? 'published' : 'deleted' },
      ...{ claimed_by: null, claimed_until: null },
    })
    .where('widget_id', '=', widget_id)
    .where('held_client_id', '=', client_id)
    .where('room_id', '=', room_id)
    .where('user_id', '=', sender_id)
    .where('closed_at', 'is', null)
    .execute()
  chat.bus.publish({ t: 'queue', widget_id })
}

/** Held messages that are read at a time. */
const PAGE = 100

/**
 * Deletes held messages of a user (`HELD_PER_USER` bounds them) or of a room. The authors' devices are updated.
 * Messages that a moderator deleted and could still restore are removed for good.
 */
export async function removeHeldOf(
  { readDb, chat, clock }: Pick<TaskDeps, 'readDb' | 'chat' | 'clock'>,
  of: OfPerson | { widget_id: number; room_id: number },
): Promise<void> {
  const { widget_id } = of
  const some = readDb
    .selectFrom('held_message')
    .select(['room_id', 'sender_id', 'client_id'])
    .where('widget_id', '=', widget_id)
    .where((row) => ('room_id' in of ? row('room_id', '=', of.room_id) : row('sender_id', '=', of.user_id)))
    .limit(PAGE)
  for (;;) {
    // two queries: the first has an index of its own
    const waiting = await some.where('removed_at', 'is', null).execute()
    const undoable = await some
      .where('deletion_id', 'is not', null)
      .where('removed_at', '>', clock.now() - UNDO_LONGEST_MS)
      .execute()
    for (const place of [...waiting, ...undoable]) await removeUnlessGone(chat, { widget_id, ...place })
    if (waiting.length < PAGE && undoable.length < PAGE) return
  }
}

/** A moderator or its sender may be quicker. */
export async function removeUnlessGone(chat: TaskDeps['chat'], place: HeldPlace): Promise<void> {
  await removeHeld(chat, place).catch((error: unknown) => {
    if (!(error instanceof ChatError && error.code === 'message_not_found')) throw error
  })
}
