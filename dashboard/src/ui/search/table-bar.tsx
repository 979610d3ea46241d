import { formatNumber } from '../../i18n/index.ts'
import { Button } from '../button.tsx'
import { Icon } from '../icon.tsx'
import { Popup } from '../popup.tsx'
import { type Column, isShown } from './table.tsx'
import { chooseColumns, chooseDensity, columnsOf, DENSITIES, density } from './table-choices.ts'
import { t } from './table-phrases.ts'

interface TableBarProps<Item> {
  /** of the table */
  name: string
  columns: readonly Column<Item>[]
  /** number of shown rows, and of all rows; null if they were not counted */
  shown: number
  total: number | null
  /** the server stopped counting there */
  most?: number
  /** its rows are opened, and chosen */
  hasKeys: boolean
  sort: string
  onSort: (sort: string) => void
}

/** The bar over a table: the number of rows, the keys, and the choice of columns and density. */
export function TableBar<Item>(props: TableBarProps<Item>) {
  const { name, columns, shown, total, most, hasKeys, sort, onSort } = props
  return (
    <div class="table-bar">
      <p class="table-count" role="status">
        {total !== null && countText(shown, total, most)}
      </p>
      {hasKeys && (
        <p class="table-keys">
          <span>
            <kbd>J</kbd> <kbd>K</kbd> {t('key_move')}
          </span>
          <span>
            <kbd>Enter</kbd> {t('key_open')}
          </span>
          <span>
            <kbd>X</kbd> {t('key_select')}
          </span>
        </p>
      )}
      <Popup
        label={t('view_label')}
        look="table-view"
        face={
          <>
            <Icon name="features" />
            {t('view')}
          </>
        }
      >
        <View {...{ name, columns, sort, onSort }} />
      </Popup>
    </div>
  )
}

function countText(shown: number, total: number, most = Number.POSITIVE_INFINITY): string {
  if (shown >= total) return t('count_all', { count: total })
  const all = formatNumber(total)
  return t('count', { shown: formatNumber(shown), total: total < most ? all : t('many', { count: all }) })
}

type ViewProps<Item> = Pick<TableBarProps<Item>, 'name' | 'columns' | 'sort' | 'onSort'>

function View<Item>({ name, columns, sort, onSort }: ViewProps<Item>) {
  const chosen = columnsOf(name)
  return (
    <>
      <fieldset class="table-choices table-choices-sort">
        <legend class="popup-title">{t('sort')}</legend>
        {columns.map(
          ({ id, title, sort: first }) =>
            id !== undefined &&
            first !== undefined && (
              <label key={id} class="table-option">
                <input
                  type="radio"
                  name="sort"
                  checked={sort.replace('-', '') === id}
                  onChange={() => onSort(first === 'desc' ? `-${id}` : id)}
                />
                {title}
              </label>
            ),
        )}
      </fieldset>
      <fieldset class="table-choices">
        <legend class="popup-title">{t('columns')}</legend>
        {columns.map(
          (column) =>
            column.optional && (
              <label key={column.title} class="table-option">
                <input
                  type="checkbox"
                  checked={isShown(column, name)}
                  onChange={(event) =>
                    chooseColumns(name, { ...chosen.peek(), [column.id ?? '']: event.currentTarget.checked })
                  }
                />
                {column.title}
              </label>
            ),
        )}
        {Object.keys(chosen.value).length > 0 && (
          <Button kind="quiet" onClick={() => chooseColumns(name, {})}>
            {t('reset')}
          </Button>
        )}
      </fieldset>
      <fieldset class="table-choices">
        <legend class="popup-title">{t('density')}</legend>
        {DENSITIES.map((one) => (
          <label key={one} class="table-option">
            <input type="radio" name="density" checked={density.value === one} onChange={() => chooseDensity(one)} />
            {t(one)}
          </label>
        ))}
      </fieldset>
    </>
  )
}
