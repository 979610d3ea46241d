import { type CompiledQuery, type Kysely, sql } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Database } from '../../store/schema/schema.ts'
import { isLive } from './widget-rows.ts'

/** Widgets per query. */
const CHUNK = 512

/** One small query for up to 512 widgets; no key is unsealed. See `WidgetMarks`. */
export async function widgetMarks(
  { readDb, clock }: { readDb: Kysely<Database>; clock: Clock },
  widgetIds: readonly number[],
): Promise<Map<number, string>> {
  const marks = new Map<number, string>()
  for (let start = 0; start < widgetIds.length; start += CHUNK) {
    const { rows } = await readDb.executeQuery(queryFor(readDb, widgetIds.slice(start, start + CHUNK)))
    for (const { id, origins, settings, suspended_at, key_id, ends_at } of rows) {
      const mark = marks.get(id) ?? `${suspended_at ?? ''} ${origins} ${settings}`
      marks.set(id, key_id !== null && isLive({ ends_at }, clock.now()) ? `${mark} ${key_id}` : mark)
    }
  }
  return marks
}

type MarksQuery = ReturnType<typeof compiledFor>

/** By the number of ids. It runs twice a second, and to build it would cost several times what running it costs. */
const compiled = new WeakMap<Kysely<Database>, Map<number, MarksQuery>>()

/** The ids are filled up to a power of two, so that there are at most ten forms. */
function queryFor(db: Kysely<Database>, ids: readonly number[]): MarksQuery {
  const size = 2 ** Math.ceil(Math.log2(ids.length))
  const parameters = Array.from({ length: size }, (_, place) => ids[place] ?? ids[0])
  const forms = compiled.get(db) ?? new Map<number, MarksQuery>()
  compiled.set(db, forms)
  const query = forms.get(size) ?? compiledFor(db, parameters as number[])
  forms.set(size, query)
  return { ...query, parameters } satisfies CompiledQuery
}

/** The ids are its only parameters. */
const compiledFor = (db: Kysely<Database>, ids: readonly number[]) =>
  db
    .selectFrom('widget as w')
    .leftJoin('widget_secret as s', (join) =>
      join.onRef('s.widget_id', '=', 'w.id').on('s.kind', '=', sql.lit('secret_key' as const)),
    )
    .select(['w.id', 'w.origins', 'w.settings', 'w.suspended_at', 's.id as key_id', 's.ends_at'])
    .where('w.id', 'in', ids)
    .where('w.deleted_at', 'is', null)
    .orderBy('s.id')
    .compile()
