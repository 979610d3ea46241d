import type { ComponentChild } from 'preact'

export interface Column<Item> {
  title: string
  cell(item: Item): ComponentChild
  /** numbers and times stand at the end of their column, in digits of one width; ids and addresses in one line */
  look?: 'number' | 'key'
}

interface TableProps<Item> {
  /** for screen readers */
  label: string
  columns: readonly Column<Item>[]
  items: readonly Item[]
  keyOf: (item: Item) => string | number
}

/**
 * Things of one kind, a row for each. The first column has the row's link, which covers the row (`RowLink`). In a small
 * window the cells of a row stand below each other, and each but the first says what it is.
 */
export function Table<Item>({ label, columns, items, keyOf }: TableProps<Item>) {
  return (
    <div class="table-place">
      <table class="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ title, look }) => (
              <th key={title} scope="col" class={look && `table-${look}`}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={keyOf(item)}>
              {columns.map(({ title, cell, look }) => (
                <td key={title} data-title={title} class={look && `table-${look}`}>
                  {cell(item)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RowLinkProps {
  href: string
  /** everything that tells this row from others: the link is all that a screen reader's list of links has */
  label: string
  children: ComponentChild
}

/** The link of a row: a click anywhere in the row follows it. */
export function RowLink({ href, label, children }: RowLinkProps) {
  return (
    <a class="table-link" href={href} aria-label={label}>
      {children}
    </a>
  )
}
