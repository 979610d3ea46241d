import { ChatError } from '@imbachat/protocol'
import { RESTRICTION_KINDS, type ReportOutcome, UNDO_MS } from '@imbachat/protocol/moderation/moderation'
import { publishHeld, removeHeld } from '../../chat/held/decide-held.ts'
import type { HeldContent } from '../../chat/ports.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { Refusal } from '../../chat/refusals.ts'
import { changeStanding, restrictionEnd } from '../restrictions/standing.ts'
import { moderateMessage } from './moderate-message.ts'
import type { Undo } from './read-reports.ts'
import type { Decision, ReportDeps } from './report-deps.ts'
import type { OfReport } from './report-row.ts'
import { sameSubject } from './same-subject.ts'

const OUTCOMES: Record<Decision['act'], ReportOutcome> = {
  dismiss: 'dismissed',
  publish: 'published',
  delete: 'deleted',
  warn: 'warned',
  mute: 'muted',
  ban: 'banned',
  shadow: 'shadowed',
  delete_all: 'deleted_all',
}

/** The result of a decision. `undo` null: it can't be undone. */
export interface Done {
  closed: string[]
  undo: Undo | null
}

/** Refuses an act that does not fit this report; null: it fits. */
export function misfit(row: OfReport, act: Decision['act']): ChatError | null {
  const isHeld = row.held_client_id !== null
  if (act === 'delete' && row.seq === null && !isHeld) {
    return new Refusal('report_of_user')
  }
  return isHeld !== (act === 'publish') && (act === 'dismiss' || act === 'publish')
    ? new ChatError('conflict', 'A held message is published or deleted, another one is dismissed or deleted.')
    : null
}

/**
 * Carries a decision out, then closes all open reports about the subject. If the server dies in between, the reports
 * are still open, and deciding again has the same effect.
 * @param alsoAuthor false: the act's effect on the author has happened already
 */
export async function decide(
  deps: ReportDeps,
  actor: DashboardPrincipal,
  row: OfReport,
  { act, minutes, reason, alsoDelete, alsoAuthor }: Omit<Decision, 'wholeAuthor'> & { alsoAuthor: boolean },
): Promise<Done> {
  const { control, chat, tasks, clock } = deps
  const { widget_id, user_id } = row
  const kind = RESTRICTION_KINDS.find((one) => one === act) ?? null
  const restriction = alsoAuthor ? kind : null
  const refusal = misfit(row, act)
  if (refusal !== null) throw refusal
  // a decision that is carried out again, after the server died over it, is another one
  const deletion_id = crypto.randomUUID()
  const held = await decideHeld(deps, row, act, deletion_id)
  const deletes = act === 'delete' || (alsoDelete && kind !== null)
  const message =
    deletes && row.seq !== null
      ? await deleteMessage(deps, row, row.seq, { mustExist: act === 'delete', deletion_id })
      : 'none'
  const restriction_id = Bun.randomUUIDv7()
  if (restriction !== null) {
    await changeStanding(chat, {
      widget_id,
      user_id,
      change: {
        act: 'give',
        id: restriction_id,
        kind: restriction,
        until: restrictionEnd(restriction, minutes, clock.now()),
        reason,
        by: actor.account_id,
        report_id: row.id,
      },
    })
  }
  if (act === 'delete_all' && alsoAuthor) {
    // A running task deletes the messages already.
    await tasks.start(actor, { widget_id, kind: 'delete_messages', user_id }).catch((error: unknown) => {
      if (!(error instanceof ChatError && error.code === 'conflict')) throw error
    })
  }

  const now = clock.now()
  const closed = await control
    .updateTable('report')
    .where(sameSubject(row))
    .set({ closed_at: now, closed_by: actor.account_id, outcome: OUTCOMES[act] })
    .set({ claimed_by: null, claimed_until: null, snoozed_until: null })
    .where('closed_at', 'is', null)
    .returning('id')
    .execute()
  // the author withdrew the message, or another moderator decided, in the same moment: no report is opened again
  const done: Done = { closed: closed.map(({ id }) => id), undo: null }
  if (closed.length === 0) return done
  for (const { id: report_id } of closed) {
    const data = { report_id, user_id, outcome: OUTCOMES[act] }
    await chat.store.addEvent({ widget_id, event: { type: 'report.decided', room_id: row.room_id, user_id, data } })
  }
  if (message === 'for good' || held === 'for good' || act === 'delete_all') return done
  done.undo = {
    by: actor.account_id,
    until: now + UNDO_MS,
    reports: done.closed,
    restriction,
    restriction_id,
    message: message === 'none' ? null : { ...message, deletion_id },
    held: held === 'none' ? null : { ...held, deletion_id },
  }
  return done
}

/**
 * Publishes the held message, or deletes it with any other act.
 * @returns the message as it was; `for good`: it is not taken back
 * @throws ChatError message_not_found, banned, and as `sendMessage`
 */
async function decideHeld(
  { chat }: ReportDeps,
  { widget_id, room_id, user_id: sender_id, held_client_id: client_id }: OfReport,
  act: Decision['act'],
  deletion_id: string,
): Promise<HeldContent | 'none' | 'for good'> {
  if (client_id === null) return 'none'
  const place = { widget_id, room_id, sender_id, client_id }
  if (act === 'publish') {
    // others have read it
    await publishHeld(chat, place)
    return 'for good'
  }
  const before = await removeHeld(chat, place, deletion_id).catch(async (error: unknown) => {
    // Its room was deleted or its sender erased, and the message with it. One that was published is still there.
    const isGone = error instanceof ChatError && error.code === 'message_not_found'
    if (!isGone || (await chat.store.messageSent(widget_id, place)) !== null) throw error
    return null
  })
  return before ?? 'for good'
}

/**
 * @returns the message as it was. Its files are gone with it, so with files it is deleted for good
 * @throws ChatError message_not_found, if it must be there
 */
async function deleteMessage(
  { readDb, chat }: ReportDeps,
  { widget_id, room_id }: OfReport,
  seq: number,
  { mustExist, deletion_id }: { mustExist: boolean; deletion_id: string },
): Promise<NonNullable<Undo['message']> | 'none' | 'for good'> {
  const before = await readDb
    .selectFrom('message')
    .select(['text', 'parts', 'edited_at', 'deleted_at', 'attachments'])
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '=', seq)
    .executeTakeFirst()
  if (!before && !mustExist) return 'none'
  await moderateMessage(chat, { widget_id, room_id, seq, deletion_id })
  if (!before || before.deleted_at !== null) return 'none'
  if (before.attachments !== null) return 'for good'
  return { text: before.text, parts: before.parts, edited_at: before.edited_at }
}
