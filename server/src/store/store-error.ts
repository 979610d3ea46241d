/**
 * The database refused a write. `code` is the database's: `SQLITE_CONSTRAINT_UNIQUE`, or PostgreSQL's SQLSTATE `23505`.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: string | undefined

  constructor(message: string, code: string | undefined) {
    super(message)
    this.code = code
  }
}
