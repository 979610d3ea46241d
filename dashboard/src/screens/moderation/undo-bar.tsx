import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ReportView } from '../../api.ts'
import { Button } from '../../ui/button.tsx'
import { say } from './phrases.ts'

interface Props {
  decided: ReportView | null
  onUndo: () => void
  onOver: () => void
}

/** Says what was decided, and takes it back for ten seconds. The region stands there always: readers watch it. */
export function UndoBar({ decided, onUndo, onOver }: Props) {
  const left = useSignal(0)
  useEffect(() => {
    if (decided === null) return
    // by this browser's clock: the server's may differ
    const end = Date.now() + (decided.undo_until === null ? 4_000 : 10_000)
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
