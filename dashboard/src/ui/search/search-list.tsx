import type { ComponentChild, ComponentChildren } from 'preact'
import { usePaged } from '../../requests/paged.ts'
import { Loading } from '../loading.tsx'
import { LoadFailed } from '../notice.tsx'
import { More } from './more.tsx'
import { readSearch, SearchFields, type SearchFieldsProps } from './search-fields.tsx'
import { type Column, Table } from './table.tsx'

/** Rows of one page. */
const PAGE = '30'

/** The query for the server. */
type Asked<Filter extends string> = {
  query: string
  filter: Filter
  limit: string
  cursor?: string
}

type RowOf<Item> = (item: Item, put: (changed: Item) => void) => ComponentChild

interface SearchListProps<Filter extends string, Item> extends SearchFieldsProps<Filter> {
  /** the scope of the list: another widget has other users */
  scope: string | number
  ask: (asked: Asked<Filter>) => Promise<{ items: Item[]; next: string | null }>
  keyOf: (item: Item) => string | number
  /** a table with these columns, or rows with buttons; `put` shows a changed item in its place */
  look: { table: string; columns: readonly Column<Item>[] } | { row: RowOf<Item> }
  emptyText: (wanted: string, filter: Filter) => string
  /** beside the fields */
  act?: ComponentChildren
  /** between the fields and the list */
  children?: ComponentChildren
}

/** A list that is searched and filtered by the server, page by page. The address keeps what is looked for. */
export function SearchList<Filter extends string, Item>(props: SearchListProps<Filter, Item>) {
  const { label, hint, filterLabel, filters, filterText, act, children } = props
  const { wanted, filter } = readSearch(filters)
  return (
    <>
      <search class="filters">
        <SearchFields {...{ label, hint, filterLabel, filters, filterText }} />
        {act && <div class="filters-act">{act}</div>}
      </search>
      {children}
      <Found key={`${wanted} ${filter}`} {...props} wanted={wanted} filter={filter} />
    </>
  )
}

function Found<Filter extends string, Item>(props: SearchListProps<Filter, Item> & { wanted: string; filter: Filter }) {
  const { scope, ask, keyOf, emptyText, look, wanted, filter } = props
  const list = usePaged(
    `${scope} ${wanted} ${filter}`,
    (cursor) => ask({ query: wanted, filter, limit: PAGE, ...(cursor !== null && { cursor }) }),
    (shown, page) => ({ ...page, items: [...shown.items, ...page.items] }),
    'found',
  )
  const now = list.now.value
  if (now.state === 'loading') return <Loading lines={6} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={list.reload} />
  const { items } = now.value
  if (items.length === 0) return <p class="hint">{emptyText(wanted, filter)}</p>
  const put = (changed: Item) =>
    list.set({ ...now.value, items: items.map((item) => (keyOf(item) === keyOf(changed) ? changed : item)) })
  return (
    <div class="stack">
      {'row' in look ? (
        <ul class="rows">
          {items.map((item) => (
            <li key={keyOf(item)} class="row">
              {look.row(item, put)}
            </li>
          ))}
        </ul>
      ) : (
        <Table label={look.table} columns={look.columns} items={items} keyOf={keyOf} />
      )}
      <More list={list} />
    </div>
  )
}
