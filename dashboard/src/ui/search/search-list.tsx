import { useSignal } from '@preact/signals'
import type { ComponentChild, ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { query, setQuery } from '../../navigation/router.ts'
import { usePaged } from '../../requests/paged.ts'
import { Button } from '../button.tsx'
import { Loading } from '../loading.tsx'
import { LoadFailed } from '../notice.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { More } from './more.tsx'
import { readSearch, SearchFields, type SearchFieldsProps } from './search-fields.tsx'
import { type Column, Table } from './table.tsx'
import { TableBar } from './table-bar.tsx'
import { t } from './table-phrases.ts'

/** Rows of one page. */
const PAGE = { table: '50', rows: '30' }

/** The query for the server. */
type Asked<Filter extends string> = {
  query: string
  filter: Filter
  limit: string
  cursor?: string
}

type RowOf<Item> = (item: Item, put: (changed: Item) => void) => ComponentChild

interface TableLook<Item, Sort extends string> {
  /** for screen readers */
  table: string
  /** names the reader's choice of columns */
  name: string
  columns: readonly Column<Item>[]
  /** what the server sorts by; a search without a choice is in its own order */
  sorts: readonly Sort[]
  sortOf: (wanted: string) => Sort
  /** the server stopped counting there */
  most?: number
  nameOf: (item: Item) => string
  /** buttons for what may be done with all that are chosen; `after` shows what became of them */
  acts: (chosen: readonly Item[], after: (changed: readonly Item[]) => void) => ComponentChildren
}

interface SearchListProps<Filter extends string, Item, Sort extends string> extends SearchFieldsProps<Filter> {
  /** the scope of the list: another widget has other users */
  scope: string | number
  /** @param sort of a table, '' of rows */
  ask: (asked: Asked<Filter>, sort: Sort) => Promise<Found<Item>>
  keyOf: (item: Item) => string | number
  /** a table with these columns, or rows with buttons; `put` shows a changed item in its place */
  look: TableLook<Item, Sort> | { row: RowOf<Item> }
  emptyText: (wanted: string, filter: Filter) => string
  /** beside the fields */
  act?: ComponentChildren
  /** between the fields and the list */
  children?: ComponentChildren
}

interface Found<Item> {
  items: Item[]
  total?: number | null
  next: string | null
}

/** A list that is searched, filtered and sorted by the server, page by page. The address keeps what is looked for. */
export function SearchList<Filter extends string, Item, Sort extends string = string>(
  props: SearchListProps<Filter, Item, Sort>,
) {
  const { label, hint, filterLabel, filters, filterText, act, children } = props
  return (
    <>
      <search class="filters">
        <SearchFields {...{ label, hint, filterLabel, filters, filterText }} />
        {act && <div class="filters-act">{act}</div>}
      </search>
      {children}
      <FoundItems {...props} />
    </>
  )
}

function FoundItems<Filter extends string, Item, Sort extends string>(props: SearchListProps<Filter, Item, Sort>) {
  const { scope, ask, keyOf, emptyText, look, filters } = props
  const { wanted, filter } = readSearch(filters)
  const isTable = 'columns' in look
  const named = query.value.get('sort')
  const usual = isTable ? look.sortOf(wanted) : ('' as Sort)
  const sort = (isTable && look.sorts.find((one) => one === named)) || usual
  const key = `${scope} ${wanted} ${filter} ${sort}`
  const list = usePaged<Found<Item>>(
    key,
    (cursor) => {
      const limit = isTable ? PAGE.table : PAGE.rows
      return ask({ query: wanted, filter, limit, ...(cursor !== null && { cursor }) }, sort)
    },
    (shown, page) => ({ ...page, total: shown.total ?? null, items: [...shown.items, ...page.items] }),
    'found',
  )
  const chosen = useSignal<ReadonlySet<string | number>>(new Set())
  useEffect(() => {
    chosen.value = new Set()
  }, [key])
  const now = list.now.value
  /** what was shown before stays until the answer is there */
  const before = useRef<Found<Item> | null>(null)
  if (now.state === 'ready') before.current = now.value
  const shown = now.state === 'ready' ? now.value : before.current
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={list.reload} />
  if (shown === null) return <Loading lines={6} />
  const { items, total = null } = shown
  const put = (changed: readonly Item[]) => {
    const byKey = new Map(changed.map((item) => [keyOf(item), item]))
    const latest = list.now.peek()
    if (latest.state !== 'ready') return
    list.set({ ...latest.value, items: latest.value.items.map((item) => byKey.get(keyOf(item)) ?? item) })
  }
  const isFiltered = wanted !== '' || filter !== filters[0]
  if (items.length === 0) {
    return (
      <div class="table-empty">
        <p class="hint">{emptyText(wanted, filter)}</p>
        {isFiltered && <Button onClick={() => setQuery({ q: null, filter: null })}>{t('clear_filters')}</Button>}
      </div>
    )
  }
  if (!isTable) {
    return (
      <div class="stack">
        <ul class="rows">
          {items.map((item) => (
            <li key={keyOf(item)} class="row">
              {look.row(item, (changed) => put([changed]))}
            </li>
          ))}
        </ul>
        <More list={list} />
      </div>
    )
  }
  const { table, name, columns, most, nameOf, acts } = look
  const onSort = (next: string) => setQuery({ sort: next === usual ? null : next })
  const chosenItems = items.filter((item) => chosen.value.has(keyOf(item)))
  return (
    <div class="stack table-stack">
      <TableBar
        {...{ name, columns, total, sort, onSort }}
        {...(most !== undefined && { most })}
        shown={items.length}
        hasKeys
      />
      <Table
        {...{ name, columns, items, keyOf, sort, onSort }}
        label={table}
        isBusy={now.state === 'loading'}
        selection={{
          chosen: chosen.value,
          nameOf,
          onChoose(keys, isChosen) {
            const next = new Set(chosen.peek())
            for (const one of keys) isChosen ? next.add(one) : next.delete(one)
            chosen.value = next
          },
        }}
      />
      <More list={list} />
      <BulkBar
        count={chosenItems.length}
        onClear={() => {
          chosen.value = new Set()
        }}
      >
        {chosenItems.length > 0 &&
          acts(chosenItems, (changed) => {
            put(changed)
            chosen.value = new Set()
          })}
      </BulkBar>
    </div>
  )
}
