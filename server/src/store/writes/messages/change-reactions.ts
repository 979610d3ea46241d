import type { MemberState, Reaction } from '@imbachat/protocol'
import type { Compilable, Kysely } from 'kysely'
import { MOST_REACTIONS } from '../../../chat/ports/messages.ts'
import type { ChangeReactions, ReactionChange, ReactionsOutcome } from '../../../chat/ports.ts'
import { refusalOf } from '../../../chat/rooms/rights.ts'
import { closedBy } from '../../../chat/rooms/room-block.ts'
import { together } from '../../fair-queue/together.ts'
import { silencedAmong } from '../../reads/bots.ts'
import { reactedWith } from '../../reads/reactions.ts'
import { toMessage, toRights } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { chunks } from '../../statements/chunks.ts'
import { sendAll } from '../../statements/finish.ts'
import { oneByOne } from '../write.ts'
import { changeRow, findMessage } from './change-message.ts'

/** Users that a message names for each emoji. */
export const NAMED = 20

type Input = ChangeReactions & { at: number }
type Refusal = ReactionsOutcome['refused'][number]

/** Runs all changes of one message together: one `rev`, and a constant number of statements. */
export const changeReactions = oneByOne<Input, ReactionsOutcome>(async (db, input, _limits, finish) => {
  const [states, room, row, stored] = await together(
    statesOf(db, input),
    roomOf(db, input),
    findMessage(db, input),
    storedOf(db, input),
  )
  const message = row && row.deleted_at === null ? toMessage(row) : null
  const silenced = await silencedAmong(db, input.widget_id, usersOf(input), room?.handover ?? null)
  const draft = draftOf(message?.reactions ?? [], stored)
  const refused = input.changes.map((change): Refusal => {
    const refusal = whyRefused(room, states.get(change.user_id))
    if (refusal) return refusal
    // a bot may take its reaction back
    if (change.on && silenced.has(change.user_id)) return 'handed_over'
    if (!message) return 'message_not_found'
    return draft.apply(change)
  })
  if (!message || !draft.changed()) return { message, changed: false, made: [], refused }
  const changes = [...removals(db, input, draft.removed()), ...insertions(db, input, draft.added())]
  const toRefill = draft.toRefill()
  // the names that move up are read
  if (toRefill.length > 0) await sendAll(db)(...changes.splice(0))
  for (const { emoji } of toRefill) {
    draft.refill(
      emoji,
      (await reactedWith(db, input.widget_id, { ...input, emoji }, { cursor: null, limit: NAMED })).user_ids,
    )
  }
  const summary = draft.summary()
  const reactions = summary.length > 0 ? JSON.stringify(summary) : null
  const { message: now } = await changeRow(db, input, { reactions }, finish, ...changes)
  return { message: now, changed: true, made: [...draft.removed(), ...draft.added()], refused }
})

function whyRefused(room: Awaited<ReturnType<typeof roomOf>>, state: MemberState | undefined): Refusal {
  if (!room) return 'room_not_found'
  const { type, blocked } = room
  const rights = toRights(room.rights)
  const standing = { type, closedBy: closedBy(type, blocked), rights, state, role: 'member', siteAdmin: false } as const
  return refusalOf('react', standing)
}

const keyOf = ({ user_id, emoji }: Pick<ReactionChange, 'user_id' | 'emoji'>) => JSON.stringify([user_id, emoji])

/** Applies the changes to a message's reactions. @param stored the reactions of the users who change theirs */
function draftOf(before: readonly Reaction[], stored: ReadonlyMap<string, ReactionChange>) {
  const reactions = before.map((reaction) => ({ ...reaction, user_ids: [...reaction.user_ids] }))
  const now = new Map<string, ReactionChange>()
  const isOn = (key: string) => now.get(key)?.on ?? stored.has(key)

  function add({ user_id, emoji }: ReactionChange): Refusal {
    const known = reactions.find((reaction) => reaction.emoji === emoji)
    if (!known && reactions.length >= MOST_REACTIONS) return 'too_many_reactions'
    const reaction = known ?? { emoji, count: 0, user_ids: [] }
    if (!known) reactions.push(reaction)
    // Behind users who are not named, a hole among the named ones is theirs.
    const namesAll = reaction.user_ids.length === reaction.count
    reaction.count++
    if (namesAll && reaction.count <= NAMED) reaction.user_ids.push(user_id)
    return null
  }

  function remove({ user_id, emoji }: ReactionChange): void {
    const place = reactions.findIndex((reaction) => reaction.emoji === emoji)
    const reaction = reactions[place]
    if (!reaction) return
    reaction.count--
    reaction.user_ids = reaction.user_ids.filter((id) => id !== user_id)
    if (reaction.count === 0) reactions.splice(place, 1)
  }

  return {
    apply(change: ReactionChange): Refusal {
      const key = keyOf(change)
      if (isOn(key) === change.on) return null
      const refusal = change.on ? add(change) : null
      if (refusal) return refusal
      if (!change.on) remove(change)
      now.set(key, change)
      return null
    },
    changed: () => now.size > 0,
    added: () => [...now].filter(([key, { on }]) => on && !stored.has(key)).map(([, change]) => change),
    removed: () => [...now].filter(([key, { on }]) => !on && stored.has(key)).map(([, change]) => change),
    /** emojis that name too few users, because a named user removed theirs */
    toRefill: () => reactions.filter(({ count, user_ids }) => user_ids.length < Math.min(NAMED, count)),
    refill(emoji: string, user_ids: string[]) {
      for (const reaction of reactions) if (reaction.emoji === emoji) reaction.user_ids = user_ids
    },
    summary: (): Reaction[] => reactions,
  }
}

const roomOf = (db: Kysely<Database>, { widget_id, room_id }: Input) =>
  db
    .selectFrom('room')
    .select(['type', 'blocked', 'rights', 'handover'])
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .executeTakeFirst()

async function statesOf(db: Kysely<Database>, input: Input): Promise<Map<string, MemberState>> {
  const states = new Map<string, MemberState>()
  for (const chunk of chunks(usersOf(input))) {
    const rows = await db
      .selectFrom('member')
      .select(['user_id', 'state'])
      .where('widget_id', '=', input.widget_id)
      .where('room_id', '=', input.room_id)
      .where('user_id', 'in', [...chunk])
      .execute()
    for (const row of rows) states.set(row.user_id, row.state)
  }
  return states
}

async function storedOf(db: Kysely<Database>, input: Input): Promise<Map<string, ReactionChange>> {
  const stored = new Map<string, ReactionChange>()
  for (const chunk of chunks(usersOf(input))) {
    const rows = await db
      .selectFrom('reaction')
      .select(['user_id', 'emoji'])
      .where('widget_id', '=', input.widget_id)
      .where('room_id', '=', input.room_id)
      .where('seq', '=', input.seq)
      .where('user_id', 'in', [...chunk])
      .execute()
    for (const { user_id, emoji } of rows) stored.set(keyOf({ user_id, emoji }), { user_id, emoji, on: true })
  }
  return stored
}

const usersOf = ({ changes }: Input) => [...new Set(changes.map(({ user_id }) => user_id))]

function insertions(db: Kysely<Database>, input: Input, added: readonly ReactionChange[]): Compilable[] {
  const { widget_id, room_id, seq, at: reacted_at } = input
  return [...chunks(added)].map((chunk) =>
    db
      .insertInto('reaction')
      .values(chunk.map(({ user_id, emoji }) => ({ widget_id, room_id, seq, user_id, emoji, reacted_at }))),
  )
}

function removals(db: Kysely<Database>, input: Input, removed: readonly ReactionChange[]): Compilable[] {
  return [...Map.groupBy(removed, (change) => change.emoji)].flatMap(([emoji, changes]) =>
    [...chunks(changes)].map((chunk) =>
      db
        .deleteFrom('reaction')
        .where('widget_id', '=', input.widget_id)
        .where('room_id', '=', input.room_id)
        .where('seq', '=', input.seq)
        .where('emoji', '=', emoji)
        .where(
          'user_id',
          'in',
          chunk.map(({ user_id }) => user_id),
        ),
    ),
  )
}
