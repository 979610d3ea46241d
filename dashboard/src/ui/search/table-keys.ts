import { useEffect } from 'preact/hooks'

/**
 * J, K and the arrows go from row to row, X chooses the row that has the focus. Enter opens it, since the focus is on
 * its link.
 */
export function useTableKeys(place: { current: HTMLElement | null }, isChosen: boolean): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { current: table } = place
      if (table === null || !isForTable(event, table)) return
      const links = [...table.querySelectorAll<HTMLElement>('tbody .table-link')]
      const row = document.activeElement?.closest('tr')
      const at = links.findIndex((link) => link.closest('tr') === row)
      const step = stepOf(event.key)
      if (step !== 0) {
        const next = links[Math.min(links.length - 1, Math.max(0, at + step))]
        if (!next) return
        event.preventDefault()
        next.focus()
        next.closest('tr')?.scrollIntoView({ block: 'nearest' })
      } else if (event.key.toLowerCase() === 'x' && isChosen) {
        const box = row && table.contains(row) && row.querySelector<HTMLInputElement>('.table-choose input')
        if (!box) return
        event.preventDefault()
        box.click()
      }
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [isChosen])
}

const stepOf = (key: string): number =>
  key === 'ArrowDown' || key.toLowerCase() === 'j' ? 1 : key === 'ArrowUp' || key.toLowerCase() === 'k' ? -1 : 0

function isForTable(event: KeyboardEvent, table: HTMLElement): boolean {
  const { target, key } = event
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false
  if (document.querySelector('dialog[open], :popover-open')) return false
  // an arrow scrolls the page, unless the reader is in the table
  if (key.startsWith('Arrow') && !table.contains(document.activeElement)) return false
  if (!(target instanceof HTMLElement)) return true
  const isBox = target instanceof HTMLInputElement && target.type === 'checkbox'
  return isBox || !(target.matches('input, select, textarea') || target.isContentEditable)
}
