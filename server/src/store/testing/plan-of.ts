import { CompiledQuery, createQueryId, type Kysely, type RootOperationNode } from 'kysely'
import type { Database } from '../schema/schema.ts'

/** How SQLite would look up what `ask` asks first, in the words of `explain query plan`. */
export async function planOf(db: Kysely<Database>, ask: (db: Kysely<Database>) => Promise<unknown>): Promise<string> {
  const asked: RootOperationNode[] = []
  const watched = db.withPlugin({
    transformQuery: ({ node }) => {
      asked.push(node)
      return node
    },
    transformResult: async ({ result }) => result,
  })
  await ask(watched)
  const [query] = asked
  if (query === undefined) throw new Error('nothing was asked')
  const { sql, parameters } = db.getExecutor().compileQuery(query, createQueryId())
  const { rows } = await db.executeQuery<{ detail: string }>(
    CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
  )
  return rows.map(({ detail }) => detail).join('\n')
}
