import { useViewContext } from '../core/view-context.ts'
import type { PageOpening } from '../frame/chat-model.ts'
import { WindowHeader } from '../frame/window-header.tsx'
import { Invitation } from '../joining/invitation.tsx'
import { Icon } from '../ui/icons.tsx'
import { OpeningProblem } from './opening-problem.tsx'

/** A conversation that the page's button opens, while it loads; or why it can't be opened. */
export function Opening({ opening, back }: { opening: PageOpening; back: () => void }) {
  const { say } = useViewContext()
  const problem = opening.problem.value
  return (
    <section class="room">
      <WindowHeader>
        <button type="button" class="icon-button back" aria-label={say.back} onClick={back}>
          <Icon name="back" />
        </button>
        <h1>{say.chat}</h1>
      </WindowHeader>
      <div class="log-pane entrance">
        {opening.invitation ? (
          <Invitation invitation={opening.invitation} />
        ) : problem ? (
          <OpeningProblem code={problem} by={opening.by} back={back} />
        ) : (
          <span role="status">
            <span class="spinner" aria-hidden="true" />
            <span class="sr-only">{say.loading}</span>
          </span>
        )}
      </div>
    </section>
  )
}
