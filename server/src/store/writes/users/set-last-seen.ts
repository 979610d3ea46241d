import { forRows } from '../../statements/row-statements.ts'
import type { Write } from '../write.ts'

type LastSeen = readonly { widget_id: number; user_id: string; at: number }[]

/** Only moves forward: a node or a retry may bring an older time later. */
export const setLastSeen: Write<LastSeen, void> = async (db, inputs) => {
  const latest = new Map<string, LastSeen[number]>()
  for (const row of inputs.flat()) {
    const key = `${row.widget_id}/${row.user_id}`
    if (row.at > (latest.get(key)?.at ?? 0)) latest.set(key, row)
  }
  await forRows(
    db,
    'last seen',
    { widget_id: 'integer', user_id: 'text', at: 'bigint' },
    [...latest.values()].map(({ widget_id, user_id, at }) => ({ widget_id, user_id, at })),
    (wanted) =>
      db
        .with('wanted(widget_id, user_id, at)', () => wanted)
        .updateTable('chat_user')
        .from('wanted')
        .set(({ ref }) => ({ last_seen_at: ref('wanted.at') }))
        .whereRef('chat_user.widget_id', '=', 'wanted.widget_id')
        .whereRef('chat_user.id', '=', 'wanted.user_id')
        .where(({ or, eb, ref }) =>
          or([eb('chat_user.last_seen_at', 'is', null), eb('chat_user.last_seen_at', '<', ref('wanted.at'))]),
        ),
  )
  return inputs.map(() => undefined)
}
