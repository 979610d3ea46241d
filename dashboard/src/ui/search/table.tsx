import type { ComponentChild } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../icon.tsx'
import { columnsOf, density } from './table-choices.ts'
import { useTableKeys } from './table-keys.ts'
import { t } from './table-phrases.ts'

export interface Column<Item> {
  /** its name in the address and among the reader's choices; missing: it is always shown, and not sorted by */
  id?: string
  title: string
  cell(item: Item): ComponentChild
  /** numbers stand at the end of their column, in digits of one width; times, ids and addresses in one line */
  look?: 'number' | 'time' | 'key'
  /** the server sorts by it: the direction of the first press */
  sort?: 'asc' | 'desc'
  /** the reader may hide it; `wide`: a small window does by itself; `hidden`: it is, until they ask for it */
  optional?: 'shown' | 'wide' | 'hidden'
}

type Key = string | number

export interface Selection<Item> {
  chosen: ReadonlySet<Key>
  /** all of them are chosen, or none */
  onChoose: (keys: readonly Key[], isChosen: boolean) => void
  /** distinguishes the row from others, for screen readers */
  nameOf: (item: Item) => string
}

interface TableProps<Item> {
  /** for screen readers */
  label: string
  columns: readonly Column<Item>[]
  items: readonly Item[]
  keyOf: (item: Item) => Key
  /** names the reader's choice of columns; missing: all columns are always shown */
  name?: string
  /** the column that it is sorted by, with `-` if the last one is first */
  sort?: string
  onSort?: (sort: string) => void
  selection?: Selection<Item>
  /** other rows are on their way */
  isBusy?: boolean
}

export const isShown = <Item,>({ id, optional }: Column<Item>, name: string | undefined): boolean =>
  optional === undefined ||
  ((name !== undefined && id !== undefined ? columnsOf(name).value[id] : undefined) ?? isUsual(optional))

/** A phone has a line for each column. */
const hasPlace = matchMedia('(max-width: 760px), (min-width: 1500px)')

const isUsual = (optional: 'shown' | 'wide' | 'hidden'): boolean =>
  optional === 'shown' || (optional === 'wide' && hasPlace.matches)

/**
 * Things of one kind, a row for each. The first column has the row's link, which covers the row (`RowLink`). In a small
 * window the cells of a row stand below each other, and each but the first has its label.
 */
export function Table<Item>(props: TableProps<Item>) {
  const { label, columns, items, keyOf, name, sort, onSort, selection, isBusy = false } = props
  const place = useRef<HTMLDivElement>(null)
  useWidth(place)
  useTableKeys(place, selection !== undefined)
  /** where Shift and a click choose from */
  const last = useRef<number | null>(null)
  const shown = columns.filter((column) => isShown(column, name))
  const keys = items.map(keyOf)
  const chosen = selection ? keys.filter((key) => selection.chosen.has(key)).length : 0

  function choose(at: number, isChosen: boolean, isRange: boolean): void {
    const from = isRange && last.current !== null ? last.current : at
    selection?.onChoose(keys.slice(Math.min(from, at), Math.max(from, at) + 1), isChosen)
    last.current = at
  }

  return (
    <div ref={place} class={`table-place table-${density.value}`} aria-busy={isBusy}>
      <table class="table" aria-label={label}>
        <thead>
          <tr>
            {selection && (
              <th scope="col" class="table-choose">
                <input
                  type="checkbox"
                  aria-label={t('select_all')}
                  checked={chosen > 0 && chosen === items.length}
                  ref={(box) => {
                    if (box) box.indeterminate = chosen > 0 && chosen < items.length
                  }}
                  onChange={(event) => selection.onChoose(keys, event.currentTarget.checked)}
                />
              </th>
            )}
            {shown.map((column) => (
              <Head key={column.title} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item, at) => {
            const key = keyOf(item)
            const isChosen = selection?.chosen.has(key) ?? false
            return (
              <tr key={key} class={isChosen ? 'table-chosen' : undefined}>
                {selection && (
                  <td class="table-choose">
                    <input
                      type="checkbox"
                      aria-label={t('select', { name: selection.nameOf(item) })}
                      checked={isChosen}
                      onClick={(event) => choose(at, event.currentTarget.checked, event.shiftKey)}
                    />
                  </td>
                )}
                {shown.map(({ title, cell, look }) => (
                  <td key={title} data-title={title} class={look && `table-${look}`}>
                    {cell(item)}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

interface HeadProps<Item> {
  column: Column<Item>
  sort: string | undefined
  onSort: ((sort: string) => void) | undefined
}

function Head<Item>({ column, sort, onSort }: HeadProps<Item>) {
  const { id, title, look, sort: first } = column
  const look_ = look && `table-${look}`
  if (id === undefined || first === undefined || onSort === undefined) {
    return (
      <th scope="col" class={look_}>
        {title}
      </th>
    )
  }
  const now = sort === id ? 'ascending' : sort === `-${id}` ? 'descending' : undefined
  const next = now === undefined ? first : now === 'ascending' ? 'desc' : 'asc'
  return (
    <th scope="col" class={look_} aria-sort={now}>
      <button class="table-sort" type="button" onClick={() => onSort(next === 'desc' ? `-${id}` : id)}>
        {title}
        <Icon name={now === 'ascending' ? 'up' : 'down'} />
      </button>
    </th>
  )
}

/** A table that is wider than its place scrolls in it, and then its header can't stay by the window's edge. */
function useWidth(place: { current: HTMLDivElement | null }): void {
  useEffect(() => {
    const { current: box } = place
    if (box === null) return
    const look = () => {
      const isWide = (box.firstElementChild?.scrollWidth ?? 0) > box.clientWidth
      box.classList.toggle('table-wide', isWide)
      // a part that scrolls must be reachable by the keyboard
      if (isWide) box.tabIndex = 0
      else box.removeAttribute('tabindex')
    }
    const observer = new ResizeObserver(look)
    observer.observe(box)
    if (box.firstElementChild) observer.observe(box.firstElementChild)
    return () => observer.disconnect()
  }, [])
}

interface RowLinkProps {
  href: string
  /** all that distinguishes this row from others: a screen reader's list of links has nothing but the link */
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
