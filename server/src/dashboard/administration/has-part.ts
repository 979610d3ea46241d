import { type RawBuilder, type SqlBool, sql } from 'kysely'

/** A condition: the column contains `part`, in which % and _ have no special meaning. */
export const hasPart = (column: string, part: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.ref(column)} like ${`%${part.replaceAll(/[\\%_]/g, '\\$&')}%`} escape '\\'`
