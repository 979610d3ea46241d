import type { RestrictionKind } from '@imbachat/protocol/moderation/moderation'
import type { Kysely } from 'kysely'
import {
  GOOD_STANDING,
  STANDING_KEY,
  standingForUser,
  standingOf,
  type WholeStanding,
} from '../../../chat/own-state/own-item.ts'
import type { PutStanding, StandingPut } from '../../../chat/ports.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { putItem } from './put-own-item.ts'
import { touch } from './touch-user.ts'

type Input = PutStanding & { at: number }

/**
 * Changes what moderators decided about a user. It is kept three times: with the user, for checks; as an item of the
 * user's own state, for all of their devices; and as a row that records who decided it.
 */
export const putStanding = oneByOne<Input, StandingPut>(async (db, input) => {
  const { widget_id, user_id } = input
  const row = await db
    .selectFrom('chat_user')
    .select('standing')
    .where('widget_id', '=', widget_id)
    .where('id', '=', user_id)
    .executeTakeFirst()
  const before = standingOf(row?.standing ?? null)
  if (endsErasing(input.change, before)) {
    return { item: { key: STANDING_KEY, rev: 0, value: null }, changed: false, erasing: true, profiles: [] }
  }
  const after = await changed(db, input, before)
  const shown = standingForUser(after)
  if (!row) await touch(db, input)
  const names = [user_id, ...(input.profiles ?? [])]
  await db
    .updateTable('chat_user')
    .set({ standing: isGood(after) ? null : JSON.stringify(after) })
    .where('widget_id', '=', widget_id)
    .where('id', 'in', names)
    .execute()
  const value = isGood({ ...shown, shadow: null }) ? null : JSON.stringify(shown)
  // a changed item would show the user that something was decided
  if ('kind' in input.change && input.change.kind === 'shadow') {
    return { item: { key: STANDING_KEY, rev: 0, value }, changed: false, erasing: false, profiles: [] }
  }
  const put = (id: string) => putItem(db, { widget_id, user_id: id, key: STANDING_KEY, value })
  const profiles: StandingPut['profiles'] = []
  for (const id of input.profiles ?? []) profiles.push({ user_id: id, ...(await put(id)) })
  return { ...(await put(user_id)), erasing: false, profiles }
})

async function changed(db: Kysely<Database>, input: Input, before: WholeStanding): Promise<WholeStanding> {
  const { change } = input
  switch (change.act) {
    case 'confirm':
      return before.warning?.warning_id === change.warning_id ? { ...before, warning: null } : before
    case 'lift': {
      const { kind, id } = change
      const ended = await endRows(db, input, change, id)
      if (kind === 'warn') {
        return id === undefined || before.warning?.warning_id === id ? { ...before, warning: null } : before
      }
      return id === undefined || ended > 0 ? { ...before, [kind]: null } : before
    }
    case 'appeal':
      return appealed(db, input, before, change)
    case 'answer':
      return answered(db, input, before, change)
    case 'give': {
      const { id, kind, until, reason, by, report_id, erased } = change
      // the one before ends: there is one mute and one ban at a time
      if (kind !== 'warn') await endRows(db, input, change)
      await db
        .insertInto('restriction')
        .values({
          widget_id: input.widget_id,
          id,
          user_id: input.user_id,
          kind,
          reason,
          until,
          report_id,
          created_at: input.at,
          created_by: by,
        })
        .execute()
      if (kind === 'warn') return { ...before, warning: { warning_id: id, text: reason, at: input.at } }
      return { ...before, [kind]: { until, reason, ...(erased && { erased }) } }
    }
  }
}

/** A user who is being erased stays out until that is done, whatever moderators decide meanwhile. */
const endsErasing = (change: PutStanding['change'], { ban }: WholeStanding): boolean =>
  ban?.erased === true &&
  ((change.act === 'lift' && change.kind === 'ban') ||
    (change.act === 'give' && change.kind === 'ban' && !change.erased))

type Change<Act extends PutStanding['change']['act']> = Extract<PutStanding['change'], { act: Act }>

async function appealed(
  db: Kysely<Database>,
  input: Input,
  before: WholeStanding,
  { kind, text }: Change<'appeal'>,
): Promise<WholeStanding> {
  const held = before[kind]
  const row = held && !held.appeal && !held.erased ? await holding(db, input, kind) : undefined
  if (!held || !row) return before
  const { widget_id, user_id, at } = input
  await db
    .insertInto('appeal')
    .values({ widget_id, restriction_id: row.id, user_id, kind, text, created_at: at })
    .execute()
  return { ...before, [kind]: { ...held, appeal: 'sent' } }
}

async function answered(
  db: Kysely<Database>,
  input: Input,
  before: WholeStanding,
  { restriction_id, outcome, by }: Change<'answer'>,
): Promise<WholeStanding> {
  const { widget_id, at } = input
  const closed = await db
    .updateTable('appeal')
    .set({ closed_at: at, closed_by: by, outcome })
    .where('widget_id', '=', widget_id)
    .where('restriction_id', '=', restriction_id)
    .where('closed_at', 'is', null)
    .returning('kind')
    .executeTakeFirst()
  if (!closed) return before
  const { kind } = closed
  const held = before[kind]
  // a newer restriction stays as it is
  const holds = held && (await holding(db, input, kind))?.id === restriction_id
  if (!holds) return before
  if (outcome === 'declined') return { ...before, [kind]: { ...held, appeal: 'declined' } }
  await endRows(db, input, { kind, by }, restriction_id)
  return { ...before, [kind]: null }
}

/** The record of the restriction that holds now. */
const holding = (db: Kysely<Database>, { widget_id, user_id, at }: Input, kind: 'mute' | 'ban') =>
  db
    .selectFrom('restriction')
    .select('id')
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('kind', '=', kind)
    .where('lifted_at', 'is', null)
    .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', at)]))
    .orderBy('created_at', 'desc')
    .executeTakeFirst()

async function endRows(
  db: Kysely<Database>,
  { widget_id, user_id, at }: Input,
  { kind, by }: { kind: RestrictionKind; by: string },
  id?: string,
): Promise<number> {
  const ended = await db
    .updateTable('restriction')
    .set({ lifted_at: at, lifted_by: by })
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('kind', '=', kind)
    .where('lifted_at', 'is', null)
    .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', at)]))
    .$if(id !== undefined, (query) => query.where('id', '=', id as string))
    .returning('id')
    .execute()
  return ended.length
}

const isGood = (standing: WholeStanding) => Bun.deepEquals(standing, GOOD_STANDING)
