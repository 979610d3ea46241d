import { useViewContext } from '../core/view-context.ts'

/** The day of the visible messages, shown while the reader scrolls. Screen readers get it from `DayLabel` instead. */
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
