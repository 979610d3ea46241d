import type { Kysely } from 'kysely'
import type { OwnItemRow, PutOwnItem } from '../../../chat/ports.ts'
import type { Database } from '../../schema/schema.ts'
import { type Finish, sendAll } from '../../statements/finish.ts'
import { forRows, rowStatements } from '../../statements/row-statements.ts'
import { oneByOne } from '../write.ts'

type ItemKey = Pick<PutOwnItem, 'widget_id' | 'user_id' | 'key'>
type StoredItem = Awaited<ReturnType<typeof itemAt>>

/** Putting the same value again changes nothing and takes no `user_rev`. */
export async function putItem(
  db: Kysely<Database>,
  put: PutOwnItem,
  finish = sendAll(db),
): Promise<{ item: OwnItemRow; changed: boolean }> {
  return replaceItem(db, put, await itemAt(db, put), finish)
}

export const itemAt = (db: Kysely<Database>, { widget_id, user_id, key }: ItemKey) =>
  db
    .selectFrom('own_item')
    .select(['user_rev as rev', 'value'])
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('key', '=', key)
    .executeTakeFirst()

/** The same for a writer that has read the item already, in this transaction. */
export async function replaceItem(
  db: Kysely<Database>,
  { widget_id, user_id, key, value }: PutOwnItem,
  stored: StoredItem,
  finish = sendAll(db),
): Promise<{ item: OwnItemRow; changed: boolean }> {
  if (stored?.value === value) return { item: { key, rev: stored.rev, value }, changed: false }
  const [[state]] = await finish(
    db
      .insertInto('own_state')
      .values({ widget_id, user_id, last_rev: 1 })
      .onConflict((conflict) =>
        conflict
          .columns(['widget_id', 'user_id'])
          .doUpdateSet((eb) => ({ last_rev: eb('own_state.last_rev', '+', 1) })),
      )
      .returning('last_rev'),
    db
      .insertInto('own_item')
      .values((eb) => ({
        ...{ widget_id, user_id, key, value },
        user_rev: eb
          .selectFrom('own_state')
          .select('last_rev')
          .where('widget_id', '=', widget_id)
          .where('user_id', '=', user_id)
          .$asScalar()
          .$notNull(),
      }))
      .onConflict((conflict) =>
        conflict.columns(['widget_id', 'user_id', 'key']).doUpdateSet((eb) => ({
          user_rev: eb.ref('excluded.user_rev'),
          value: eb.ref('excluded.value'),
        })),
      ),
  )
  if (!state) throw new Error('the own state has no number')
  return { item: { key, rev: state.last_rev, value }, changed: true }
}

const ITEM = { widget_id: 'integer', user_id: 'text', key: 'text' } as const
const OWNER = { widget_id: 'integer', user_id: 'text', revs: 'bigint' } as const

interface Owner {
  widget_id: number
  user_id: string
  /** changes of this call */
  revs: number
}

/**
 * The same for many items, one after the other, by three statements. Each change takes a `user_rev` of its own; a row
 * has that of its last one.
 */
export async function putItems(
  db: Kysely<Database>,
  puts: readonly PutOwnItem[],
  finish: Finish,
): Promise<{ item: OwnItemRow; changed: boolean }[]> {
  const items = await storedItems(db, puts)
  const owners = new Map<string, Owner>()
  const fresh = new Map<string, { owner: Owner; item: OwnItemRow }>()
  const changes = puts.map((put) => {
    const { widget_id, user_id, key, value } = put
    const known = items.get(itemKey(put))
    if (known?.value === value) return { item: known, changed: false }
    const owner = owners.get(ownerKey(put)) ?? { widget_id, user_id, revs: 0 }
    owners.set(ownerKey(put), owner)
    owner.revs++
    // counted from the owner's last one until that is known
    const item = { key, rev: owner.revs, value }
    items.set(itemKey(put), item)
    fresh.set(itemKey(put), { owner, item })
    return { item, changed: true }
  })
  const before = new Map<string, number>()
  for (const { widget_id, user_id, last_rev } of await takeRevs(db, [...owners.values()])) {
    const key = ownerKey({ widget_id, user_id })
    before.set(key, last_rev - (owners.get(key)?.revs ?? 0))
  }
  puts.forEach((put, n) => {
    const change = changes[n]
    if (change?.changed) change.item.rev += before.get(ownerKey(put)) ?? 0
  })
  const rows = [...fresh.values()].map(({ owner, item }) => ({ ...owner, ...item }))
  const columns = { ...ITEM, rev: 'bigint', value: 'text' } as const
  const statements = rowStatements(db, 'put own items', columns, rows, (wanted) =>
    db
      .with('wanted(widget_id, user_id, key, rev, value)', () => wanted)
      .insertInto('own_item')
      .columns(['widget_id', 'user_id', 'key', 'user_rev', 'value'])
      // After a bare select, SQLite reads `on conflict` as part of a join.
      .expression((eb) => eb.selectFrom('wanted').selectAll().where(eb.lit(true)) as never)
      .onConflict((conflict) =>
        conflict.columns(['widget_id', 'user_id', 'key']).doUpdateSet((eb) => ({
          user_rev: eb.ref('excluded.user_rev'),
          value: eb.ref('excluded.value'),
        })),
      ),
  )
  if (statements.length > 0) await finish(...statements)
  return changes
}

async function storedItems(db: Kysely<Database>, puts: readonly PutOwnItem[]): Promise<Map<string, OwnItemRow>> {
  const keys = new Map(puts.map((put) => [itemKey(put), put]))
  const rows = [...keys.values()].map(({ widget_id, user_id, key }) => ({ widget_id, user_id, key }))
  const stored = await forRows(db, 'own items', ITEM, rows, (wanted) =>
    db
      .with('wanted(widget_id, user_id, key)', () => wanted)
      .selectFrom('wanted')
      .innerJoin('own_item as o', (join) =>
        join
          .onRef('o.widget_id', '=', 'wanted.widget_id')
          .onRef('o.user_id', '=', 'wanted.user_id')
          .onRef('o.key', '=', 'wanted.key'),
      )
      .select(['o.widget_id', 'o.user_id', 'o.key', 'o.user_rev', 'o.value']),
  )
  return new Map(
    stored.map(({ widget_id, user_id, key, user_rev: rev, value }) => [
      itemKey({ widget_id, user_id, key }),
      { key, rev, value },
    ]),
  )
}

function takeRevs(db: Kysely<Database>, owners: readonly Owner[]) {
  return forRows(db, 'take own revs', OWNER, owners, (wanted) =>
    db
      .with('wanted(widget_id, user_id, revs)', () => wanted)
      .insertInto('own_state')
      .columns(['widget_id', 'user_id', 'last_rev'])
      .expression((eb) => eb.selectFrom('wanted').selectAll().where(eb.lit(true)) as never)
      .onConflict((conflict) =>
        conflict
          .columns(['widget_id', 'user_id'])
          .doUpdateSet((eb) => ({ last_rev: eb('own_state.last_rev', '+', eb.ref('excluded.last_rev')) })),
      )
      .returning(['widget_id', 'user_id', 'last_rev']),
  )
}

const ownerKey = ({ widget_id, user_id }: Pick<PutOwnItem, 'widget_id' | 'user_id'>) => `${widget_id}/${user_id}`
const itemKey = ({ widget_id, user_id, key }: ItemKey) => `${widget_id}/${user_id}/${key}`

export const putOwnItem = oneByOne<PutOwnItem, { item: OwnItemRow; changed: boolean }>((db, put, _limits, finish) =>
  putItem(db, put, finish),
)
