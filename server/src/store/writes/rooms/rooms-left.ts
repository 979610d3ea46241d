import type { Kysely } from 'kysely'
import { PRESENT_STATES } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { forRows } from '../../statements/row-statements.ts'

interface User {
  widget_id: number
  user_id: string
}

/** The number of rooms that each of some users may still join. Giving a user a room lowers it. */
export interface RoomsLeft {
  /** Takes one room, if the user has one left. */
  take(user: User): boolean
  giveBack(user: User): void
}

const NO_LIMIT: RoomsLeft = { take: () => true, giveBack: () => undefined }

/**
 * Must run inside the transaction that gives the rooms: if many transactions open rooms for one user at once, each
 * counts those before it. On PostgreSQL the users are locked meanwhile, see `Locks`.
 * @param most rooms of one user; 0: no limit. Counting stops at this number
 */
export async function roomsLeft(db: Kysely<Database>, users: readonly User[], most: number): Promise<RoomsLeft> {
  const distinct = new Map(users.map((user) => [keyOf(user), user]))
  if (most === 0 || distinct.size === 0) return NO_LIMIT
  const rows = await forRows(
    db,
    `rooms of users, at most ${most}`,
    { widget_id: 'integer', user_id: 'text' },
    [...distinct.values()].map(({ widget_id, user_id }) => ({ widget_id, user_id })),
    (wanted) =>
      db
        .with('wanted(widget_id, user_id)', () => wanted)
        .selectFrom('wanted')
        .select((eb) => [
          'wanted.widget_id',
          'wanted.user_id',
          eb
            .selectFrom(
              eb
                .selectFrom('member as m')
                .select('m.room_id')
                .whereRef('m.widget_id', '=', 'wanted.widget_id')
                .whereRef('m.user_id', '=', 'wanted.user_id')
                .where('m.state', 'in', PRESENT_STATES)
                .limit(most)
                .as('mine'),
            )
            .select(({ fn }) => fn.countAll<number>().as('rooms'))
            .as('rooms'),
        ]),
  )
  const counts = new Map(rows.map((row) => [keyOf(row), Number(row.rooms)]))
  return {
    take(user) {
      const count = counts.get(keyOf(user)) ?? 0
      if (count >= most) return false
      counts.set(keyOf(user), count + 1)
      return true
    },
    giveBack: (user) => void counts.set(keyOf(user), (counts.get(keyOf(user)) ?? 1) - 1),
  }
}

const keyOf = ({ widget_id, user_id }: User) => `${widget_id}/${user_id}`
