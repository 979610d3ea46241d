import type { ComponentChild, ComponentChildren } from 'preact'
import { usePaged } from '../../requests/paged.ts'
import { Loading } from '../loading.tsx'
import { LoadFailed } from '../notice.tsx'
import { More } from './more.tsx'
import { readSearch, SearchFields, type SearchFieldsProps } from './search-fields.tsx'

/** Rows of one page. */
const PAGE = '30'

/** The query for the server. */
type Asked<Filter extends string> = {
  query: string
  filter: Filter
  limit: string
  cursor?: string
}

interface SearchListProps<Filter extends string, Item> extends SearchFieldsProps<Filter> {
  /** the scope of the list: another widget has other users */
  scope: string | number
  ask: (asked: Asked<Filter>) => Promise<{ items: Item[]; next: string | null }>
  keyOf: (item: Item) => string | number
  /** `put` shows a changed item in its place */
  row: (item: Item, put: (changed: Item) => void) => ComponentChild
  emptyText: (wanted: string, filter: Filter) => string
  /** rows that are links as a whole, or rows with buttons */
  look: 'links' | 'rows'
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
  const { scope, ask, keyOf, row, emptyText, look, wanted, filter } = props
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
      <ul class={look === 'links' ? 'widgets' : 'rows'}>
        {items.map((item) => (
          <li key={keyOf(item)} class={look === 'links' ? undefined : 'row'}>
            {row(item, put)}
          </li>
        ))}
      </ul>
      <More list={list} />
    </div>
  )
}
