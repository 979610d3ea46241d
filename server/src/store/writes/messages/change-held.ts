import { ROOM_TYPE } from '@imbachat/protocol/site'
import type { Kysely } from 'kysely'
import { MOST_REACTIONS } from '../../../chat/ports/messages.ts'
import type { ChangeHeld, ChangeHeldOutcome } from '../../../chat/ports.ts'
import { refusalOf } from '../../../chat/rooms/rights.ts'
import { closedBy } from '../../../chat/rooms/room-block.ts'
import { editedParts, PRESENT_STATES, partsOf, storedParts, toRights } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { keepableParts, MOST_VERSIONS } from './change-message.ts'
import { emptyHeldRow, endUploads, heldAsMessage, heldIn, NOTHING_SAID, putHeldItem } from './hold-messages.ts'
import { masksInGroup } from './masked-text.ts'
import type { HeldRow } from './own-copy.ts'
import { type OwnCopy, ownCopyOf, placeAfter, storedCopy } from './own-copy.ts'

type Input = ChangeHeld & { at: number }
type Act<Name extends Input['act']> = Extract<Input, { act: Name }>
type Refusal = Extract<ChangeHeldOutcome, { kind: 'refused' }>['reason']
type Membership = NonNullable<Awaited<ReturnType<typeof membershipOf>>>
type Row = HeldRow & { copy: OwnCopy }
/** Columns of the row that an act changes. */
type Change = Partial<Omit<HeldRow, 'own_copy'> & { copy: OwnCopy }>

/**
 * Acts of the author on their held message, which looks sent to them. They are refused where the same act on a visible
 * message would be, and only the author's devices receive the change.
 */
export const changeHeld = oneByOne<Input, ChangeHeldOutcome>(async (db, input) => {
  const membership = await membershipOf(db, input)
  if (!membership) return refused('room_not_found')
  const row = await rowAt(db, input)
  // an author who deletes twice has deleted
  if (!row || (row.deleted_at !== null && input.act !== 'delete' && input.act !== 'hide')) {
    return refused('message_not_found')
  }
  const change = await changeOf(db, input, row, membership)
  if (typeof change === 'string') return refused(change)
  const { copy = row.copy, ...columns } = change
  const changed = { ...columns, own_copy: storedCopy(copy) }
  if (columns.removed_at === undefined) {
    await db
      .updateTable('held_message')
      .set(changed)
      .where('widget_id', '=', row.widget_id)
      .where('room_id', '=', row.room_id)
      .where('sender_id', '=', row.sender_id)
      .where('client_id', '=', row.client_id)
      .execute()
  }
  const { copy: _, ...before } = row
  return { kind: 'changed', message: heldAsMessage({ ...before, ...changed }), item: await putHeldItem(db, input) }
})

function changeOf(db: Kysely<Database>, input: Input, row: Row, membership: Membership): Promise<Change | Refusal> {
  switch (input.act) {
    case 'edit':
      return edit(db, input, row, membership)
    case 'delete':
      return remove(db, input, row)
    case 'hide':
      return hide(db, input, row)
    case 'react':
      return Promise.resolve(react(input, row, membership))
    case 'pin':
      return pin(db, input, row, membership)
  }
}

async function edit(
  db: Kysely<Database>,
  input: Act<'edit'>,
  row: Row,
  membership: Membership,
): Promise<Change | Refusal> {
  const { type } = membership
  const refusal = refusalOf('edit', standingOf(membership, input))
  if (refusal) return refusal
  if (row.held_at < input.since) return 'too_late'
  if (partsOf(row).forward) return 'forwarded'
  if (input.text === '' && row.attachments === null) return 'message_empty'
  const isMasked = type === ROOM_TYPE.dialog ? input.masked?.where === 'dialogs' : await masksInGroup(db, input, type)
  const edited = input.masked && isMasked ? input.masked : input
  const parts = storedParts({ ...edited.parts, ...editedParts(partsOf(row)).kept })
  if (row.text === edited.text && Bun.deepEquals(partsOf(row), partsOf({ parts }))) return {}
  const { versions = [], edited_at = row.held_at } = row.copy
  const before = { text: row.text, ...keepableParts(row), at: edited_at }
  const kept = input.keepsVersion ? [before, ...versions].slice(0, MOST_VERSIONS) : versions
  const copy = { ...row.copy, edited_at: input.at, ...(kept.length > 0 && { versions: kept }) }
  return { text: edited.text, parts, copy }
}

/** Its author sees a deleted message; other users never saw it. */
async function remove(db: Kysely<Database>, { since, at }: Act<'delete'>, row: Row): Promise<Change | Refusal> {
  if (row.deleted_at !== null) return {}
  if (row.held_at < since) return 'too_late'
  if (row.uploads !== null) await endUploads(db, row)
  const { seq, reply_to, pin_notice } = row.copy
  const copy = { seq, ...(reply_to !== undefined && { reply_to }), ...(pin_notice && { pin_notice }) }
  return { ...NOTHING_SAID, deleted_at: at, copy }
}

/** Hides it as a message is deleted for one reader: no other user has it. */
async function hide(db: Kysely<Database>, { at }: Act<'hide'>, row: Row): Promise<Change> {
  await emptyHeldRow(db, row, { at })
  return { removed_at: at }
}

function react({ emoji, on }: Act<'react'>, { copy }: Row, membership: Membership): Change | Refusal {
  const refusal = refusalOf('react', standingOf(membership))
  if (refusal) return refusal
  const { reacted: before = [], ...others } = copy
  const reacted = before.filter((one) => one !== emoji)
  if (on) reacted.push(emoji)
  if (on && before.includes(emoji)) return {}
  if (reacted.length > MOST_REACTIONS) return 'too_many_reactions'
  return { copy: { ...others, ...(reacted.length > 0 && { reacted }) } }
}

async function pin(
  db: Kysely<Database>,
  input: Act<'pin'>,
  { copy }: Row,
  membership: Membership,
): Promise<Change | Refusal> {
  const refusal = refusalOf('pin', standingOf(membership, input))
  if (refusal) return refusal
  const { pinned_at, ...others } = copy
  if (input.on === (pinned_at !== undefined)) return {}
  if (!input.on) return { copy: others }
  const heldBefore = membership.held ?? 0
  await db
    .updateTable('member')
    .set({ held: heldBefore + 1 })
    .where('widget_id', '=', input.widget_id)
    .where('room_id', '=', input.room_id)
    .where('user_id', '=', input.sender_id)
    .execute()
  const pin_notice = { seq: placeAfter(membership.last_seq, heldBefore), created_at: input.at }
  return { copy: { ...copy, pinned_at: input.at, pin_notice } }
}

const standingOf = ({ type, blocked, rights, state, role }: Membership, { siteAdmin = false } = {}) => ({
  ...{ type, closedBy: closedBy(type, blocked), rights: toRights(rights), state, role, siteAdmin },
})

const membershipOf = (db: Kysely<Database>, { widget_id, room_id, sender_id }: Input) =>
  db
    .selectFrom('member as m')
    .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'm.widget_id').onRef('r.id', '=', 'm.room_id'))
    .select(['m.state', 'm.role', 'm.held', 'r.type', 'r.rights', 'r.blocked', 'r.last_seq'])
    .where('m.widget_id', '=', widget_id)
    .where('m.room_id', '=', room_id)
    .where('m.user_id', '=', sender_id)
    .where('m.state', 'in', PRESENT_STATES)
    .executeTakeFirst()

/** The author has few: `HELD_PER_USER` bounds them. */
async function rowAt(db: Kysely<Database>, input: Input): Promise<Row | undefined> {
  for (const row of await heldIn(db, input)) {
    const copy = ownCopyOf(row)
    if (copy?.seq === input.seq) return { ...row, copy }
  }
  return undefined
}

const refused = (reason: Refusal): ChangeHeldOutcome => ({ kind: 'refused', reason })
