import { useViewContext } from '../core/view-context.ts'

/** Over the messages while the reader scrolls: which day they are of. It is drawn, not said: `DayLabel` says it. */
export function FloatingDay({ at }: { at: number }) {
  const { frame, times } = useViewContext()
  return (
    <div class="day-label floats" aria-hidden>
      <button
        type="button"
        tabIndex={-1}
        aria-haspopup="dialog"
        data-at={at}
        data-day={times.day(at, frame.now.value)}
      />
    </div>
  )
}
