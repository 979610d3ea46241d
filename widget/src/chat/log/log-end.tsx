import { useViewContext } from '../core/view-context.ts'
import type { RoomModel } from '../room/room-model.ts'
import { Problem } from '../ui/problem.tsx'

/** The end of the log, above the oldest message or below the newest: a sign of loading, or the problem. */
export function LogEnd({ roomModel, newer = false }: { roomModel: RoomModel; newer?: boolean }) {
  const { frame, say } = useViewContext()
  const problem = roomModel.problemAt(newer)
  if (problem) return <Problem text={say.couldNotLoad} retry={problem.retry} />
  if (newer) return null
  const waits = !roomModel.loaded.value && frame.chat.value?.connection.value.kind === 'offline'
  if (waits) return <p class="log-empty">{say.loadsOnline}</p>
  if (roomModel.empty.value) return <p class="log-empty">{say.noMessages}</p>
  if (roomModel.loaded.value && roomModel.complete.value) return null
  return (
    <div class="log-loading">
      <span class="spinner" aria-hidden="true" />
      <span class="sr-only">{say.loading}</span>
    </div>
  )
}
