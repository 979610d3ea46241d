import { type RawBuilder, type SqlBool, sql } from 'kysely'

/** Has this column these characters, all of them as they are? */
export const hasPart = (column: string, part: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.ref(column)} like ${`%${part.replaceAll(/[\\%_]/g, '\\$&')}%`} escape '\\'`
