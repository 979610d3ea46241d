import { common } from '../../i18n/index.ts'
import { Button } from '../button.tsx'

interface SaveBarProps {
  changed: boolean
  pending: boolean
  /** null: there is no step to take back */
  onUndo?: (() => void) | null
  onDiscard: () => void
}

/** At the end of a form; stays in sight while there is something to save. */
export function SaveBar({ changed, pending, onUndo = null, onDiscard }: SaveBarProps) {
  return (
    <div class={`save-bar ${changed ? 'save-bar-stuck' : ''}`}>
      {changed && (
        <span class="save-bar-text" role="status">
          {common('act.unsaved')}
        </span>
      )}
      {onUndo && (
        <Button disabled={pending} onClick={onUndo}>
          {common('act.undo')}
        </Button>
      )}
      {changed && (
        <Button disabled={pending} onClick={onDiscard}>
          {common('act.discard')}
        </Button>
      )}
      <Button kind="primary" type="submit" disabled={!changed && common('act.nothing_changed')} pending={pending}>
        {common('act.save')}
      </Button>
    </div>
  )
}
