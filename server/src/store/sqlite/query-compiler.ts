import { SqliteQueryCompiler } from 'kysely'

/**
 * Writes a parameter as `+?`, which has the same value as `?`. While SQLite plans a join or an ordered page, it may
 * look at the value of a bare `?`; then it parses and plans the statement again each time the parameter is set, which
 * takes up to ten times as long as running it. A partial index with a value in its condition therefore needs a literal
 * in the query (`sql.lit`).
 */
export class PlannedOnceCompiler extends SqliteQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return '+?'
  }
}
