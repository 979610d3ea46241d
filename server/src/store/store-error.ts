/** A write that the database refused. `code` is the database's own: `SQLITE_CONSTRAINT_UNIQUE`, or PostgreSQL's SQLSTATE `23505`. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: string | undefined

  constructor(message: string, code: string | undefined) {
    super(message)
    this.code = code
  }
}
