import { UNDO_MS } from '@imbachat/protocol/moderation'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ReportView } from '../../api.ts'
import { Button } from '../../ui/button.tsx'
import { say } from './phrases.ts'

/** How long a decision that can't be taken back is shown, milliseconds. */
const SHOWN_MS = 4_000

interface Props {
  decided: ReportView | null
  onUndo: () => void
  onOver: () => void
}

/**
 * Says what was decided, and takes it back while that is possible. The region is always in the page: screen readers
 * announce changes only of regions that they know.
 */
export function UndoBar({ decided, onUndo, onOver }: Props) {
  const left = useSignal(0)
  useEffect(() => {
    if (decided === null) return
    // by this browser's clock: the server's may differ
    const end = Date.now() + (decided.undo_until === null ? SHOWN_MS : UNDO_MS)
    const count = () => {
      left.value = Math.ceil((end - Date.now()) / 1000)
      if (left.value <= 0) onOver()
    }
    count()
    const timer = setInterval(count, 500)
    return () => clearInterval(timer)
  }, [decided])

  return (
    <div class="undo" role="status">
      {decided && (
        <div class="undo-bar">
          <span>{decided.outcome && say(`done_${decided.outcome}`, { name: decided.user.name })}</span>
          {decided.undo_until !== null && (
            <>
              <Button onClick={onUndo}>{say('undo')}</Button>
              <span class="undo-left" aria-hidden="true">
                {left.value}
              </span>
            </>
          )}
        </div>
      )}
    </div>
  )
}
