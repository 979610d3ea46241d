import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { lastDecision } from '../../../reports/last-decision.ts'
import { Button } from '../../../ui/button.tsx'
import { t } from '../phrases.ts'
import { undoDecision } from './undo-decision.ts'

/**
 * Says what was decided, and takes it back while that is possible. The region is always in the page: screen readers
 * announce changes only of regions that they know.
 */
export function UndoBar({ widget_id }: { widget_id: number }) {
  const left = useSignal(0)
  const last = lastDecision.value?.widget_id === widget_id ? lastDecision.value : null
  useEffect(() => {
    if (last === null) return
    const count = () => {
      left.value = Math.ceil((last.end - Date.now()) / 1000)
      if (left.value <= 0) lastDecision.value = null
    }
    count()
    const timer = setInterval(count, 500)
    return () => clearInterval(timer)
  }, [last])

  return (
    <div class="undo" role="status">
      {last && (
        <div class="undo-bar">
          <span>
            {last.report.outcome && t(`done_${last.report.outcome}`, { name: last.report.user.name })}
            {last.isAll && ` · ${t('done_all', { name: last.report.user.name })}`}
          </span>
          {last.report.undo_until !== null && (
            <>
              <Button onClick={() => void undoDecision(widget_id, last.report)}>{t('undo')}</Button>
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
