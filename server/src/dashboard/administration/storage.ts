import { statfsSync } from 'node:fs'
import type { ServerStorage } from '@imbachat/protocol/http/administration'
import type { AdministrationDeps } from './administration-deps.ts'

const LARGEST = 20

export async function readStorage({
  readDb,
  database,
  places,
}: Pick<AdministrationDeps, 'readDb' | 'database' | 'places'>): Promise<ServerStorage> {
  const { total } = await readDb
    .selectFrom('file_usage')
    .select((eb) => eb.fn.coalesce(eb.fn.sum('bytes'), eb.lit(0)).as('total'))
    .executeTakeFirstOrThrow()
  const largest = await readDb
    .selectFrom('file_usage')
    .innerJoin('widget', 'widget.id', 'file_usage.widget_id')
    .select(['widget.id', 'widget.name', 'file_usage.bytes'])
    .where('widget.deleted_at', 'is', null)
    .where('file_usage.bytes', '>', 0)
    .orderBy('file_usage.bytes', 'desc')
    .limit(LARGEST)
    .execute()
  const { bavail, bsize } = statfsSync(places.dataDir)
  const sizes = await database.sizes()
  return {
    database_bytes: sizes.database,
    index_bytes: sizes.index,
    file_bytes: Number(total),
    files_in: places.files_in,
    free_bytes: bavail * bsize,
    largest: largest.map(({ id, name, bytes }) => ({ widget_id: id, name, file_bytes: Number(bytes) })),
  }
}
