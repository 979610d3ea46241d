import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { Button } from '../button.tsx'
import { t } from './table-phrases.ts'

interface BulkBarProps {
  count: number
  onClear: () => void
  /** what may be done with all of them */
  children: ComponentChildren
}

/** While rows are chosen: how many, what may be done with them, and the way back. Escape clears the choice. */
export function BulkBar({ count, onClear, children }: BulkBarProps) {
  useEffect(() => {
    if (count === 0) return
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open], :popover-open'))
        onClear()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [count > 0])
  return (
    <section class="bulk" aria-label={t('selection')} hidden={count === 0}>
      <p class="bulk-count" role="status">
        {count > 0 && t('selected', { count })}
      </p>
      <div class="bulk-acts">{children}</div>
      <Button kind="quiet" onClick={onClear}>
        {t('clear')}
      </Button>
    </section>
  )
}
