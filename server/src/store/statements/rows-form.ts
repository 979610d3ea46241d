import type { RawBuilder } from 'kysely'

/** The form in which a database takes many rows in one statement. */
export interface RowsForm {
  /** Sizes of the pieces that `count` rows are split into; a statement is compiled once per size. */
  sizes(count: number): Iterable<number>
  /** The part of the statement's text that depends on the number of rows. */
  variant(count: number): string
  table<C extends Columns>(columns: C, rows: readonly Row<C>[]): RawBuilder<TableRow<C>>
  /** In the order that `table` expects. */
  parameters<C extends Columns>(columns: C, rows: readonly Row<C>[]): unknown[]
}

export type Columns = Record<string, ColumnType>

/** A row made in the server, column by column, that a statement joins or inserts. */
export type Row<C extends Columns> = { [Name in keyof C]: Value<C[Name]> }

/** The row as the statement sees it: a column that a statement joins by is never null. */
export type TableRow<C extends Columns> = { [Name in keyof C]: NonNullable<Value<C[Name]>> }

export type ColumnType = 'integer' | 'bigint' | 'text'

export type Value<T extends ColumnType> = (T extends 'text' ? string : number) | null
