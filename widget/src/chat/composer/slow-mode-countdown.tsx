import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { RoomModel } from '../room/room-model.ts'
import { useWritingContext } from './writing-context.ts'

/** Milliseconds between two looks at the clock. */
const LOOK_MS = 250

/** Slow mode: counts down to the user's next message. Managers do not wait. */
export function SlowModeCountdown({ roomModel }: { roomModel: RoomModel }) {
  const { phrases, say } = useWritingContext()
  const { rights, can_manage } = roomModel.room.value
  const seconds = can_manage ? 0 : rights.slow_seconds
  const left = useSignal(0)

  useEffect(() => {
    const { paused, mode } = roomModel.composer
    let waited = false
    function look(): void {
      const written = roomModel.lastOwn()?.created_at ?? 0
      // a device's clock may be wrong: no wait is longer than the whole one, and the server decides
      left.value = Math.min(seconds, Math.max(0, Math.ceil((written + seconds * 1_000 - Date.now()) / 1_000)))
      // an edit is no new message
      const waits = left.value > 0 && mode.peek().kind !== 'edit'
      if (waits || waited) paused.value = waits
      waited = waits
    }
    look()
    const timer = seconds > 0 ? setInterval(look, LOOK_MS) : undefined
    return () => {
      clearInterval(timer)
      if (waited) paused.value = false
    }
  }, [seconds, roomModel])

  if (left.value === 0) return null
  const time = `${Math.floor(left.value / 60)}:${String(left.value % 60).padStart(2, '0')}`
  return (
    <span class="counter" role="timer">
      {phrases.fill(say.slowWait, { time })}
    </span>
  )
}
