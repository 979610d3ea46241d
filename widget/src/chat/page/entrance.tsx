import { useLaterContext } from '../core/view-context.ts'
import type { SingleRoom } from '../frame/chat-frame-model.ts'
import { WindowHeader } from '../frame/window-header.tsx'
import { Problem } from '../ui/problem.tsx'

/** The holder of a room that is not open yet, or that can't be. */
export function Entrance({ room }: { room: SingleRoom }) {
  const { say } = useLaterContext()
  const problem = room.problem.value
  return (
    <section class="room">
      <WindowHeader>
        <h1>
          <bdi>{room.title || say.chat}</bdi>
        </h1>
      </WindowHeader>
      <div class="log-pane entrance">
        {problem ? (
          <Problem
            text={problem === 'room_not_found' || problem === 'forbidden' ? say.roomNotHere : say.errors[problem]}
            retry={() => void room.enter()}
          />
        ) : (
          <>
            <span class="spinner" aria-hidden="true" />
            <span class="sr-only">{say.loading}</span>
          </>
        )}
      </div>
    </section>
  )
}
