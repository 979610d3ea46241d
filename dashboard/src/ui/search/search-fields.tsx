import { query, setQuery } from '../../navigation/router.ts'
import { SelectField, TextField } from '../form/field.tsx'
import { useTypedQuery } from './typed-query.ts'

/** The search and filter of a list from the address; the first filter if the address has none. */
export function readSearch<Filter extends string>(
  filters: readonly [Filter, ...Filter[]],
): { wanted: string; filter: Filter } {
  const named = query.value.get('filter')
  return { wanted: query.value.get('q') ?? '', filter: filters.find((filter) => filter === named) ?? filters[0] }
}

export interface SearchFieldsProps<Filter extends string> {
  label: string
  hint?: string | undefined
  filterLabel: string
  /** the first one is not named in the address */
  filters: readonly [Filter, ...Filter[]]
  filterText: (filter: Filter) => string
}

/** The search field and the filter over a list. Both values are kept in the address. */
export function SearchFields<Filter extends string>(props: SearchFieldsProps<Filter>) {
  const { label, hint, filterLabel, filters, filterText } = props
  const { filter } = readSearch(filters)
  const typed = useTypedQuery('q')
  return (
    <>
      <TextField
        label={label}
        hint={hint}
        name="q"
        value={typed.value}
        onValue={(value) => {
          typed.value = value
        }}
      />
      <SelectField
        label={filterLabel}
        name="filter"
        value={filter}
        options={filters.map((value) => ({ value, label: filterText(value) }))}
        onValue={(chosen) => setQuery({ filter: chosen === filters[0] ? null : chosen })}
      />
    </>
  )
}
