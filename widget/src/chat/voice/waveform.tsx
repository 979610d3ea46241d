import { useLaterContext } from '../core/view-context.ts'
import { durationText } from '../files/file-text.ts'

interface Props {
  bars: readonly number[]
  /** seconds */
  position: number
  duration: number
  tabIndex: number
  seek: (share: number) => void
}

const HEIGHT = 24
const STEP = 4
/** Seconds that an arrow key moves. */
const KEY_STEP = 2

/** The loudness of a voice message as bars, with the place that is played. */
export function Waveform({ bars, position, duration, tabIndex, seek }: Props) {
  const { phrases, say } = useLaterContext()
  const shown = bars.length > 0 ? bars : [0]
  const share = duration > 0 ? Math.min(1, position / duration) : 0
  const played = Math.round(share * shown.length)
  const path = (from: number, to: number) =>
    shown
      .slice(from, to)
      .map((bar, index) => {
        const height = Math.max(1, (bar / 31) * (HEIGHT - 4))
        return `M${(from + index) * STEP + 2} ${(HEIGHT - height) / 2}v${height}`
      })
      .join('')

  function onPointer(event: PointerEvent & { currentTarget: HTMLElement }): void {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const fromLeft = (event.clientX - left) / width
    seek(getComputedStyle(event.currentTarget).direction === 'rtl' ? 1 - fromLeft : fromLeft)
  }

  return (
    <div
      class="waveform"
      role="slider"
      tabIndex={tabIndex}
      aria-label={say.position}
      aria-valuemin={0}
      aria-valuemax={Math.round(duration)}
      aria-valuenow={Math.round(position)}
      aria-valuetext={phrases.fill(say.positionOf, {
        position: durationText(position * 1000),
        total: durationText(duration * 1000),
      })}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        onPointer(event)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) onPointer(event)
      }}
      onKeyDown={(event) => {
        const forward = getComputedStyle(event.currentTarget).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
        const steps: Record<string, number> = {
          Home: -duration,
          End: duration,
          ArrowLeft: -KEY_STEP,
          ArrowRight: -KEY_STEP,
        }
        steps[forward] = KEY_STEP
        const step = steps[event.key]
        if (step === undefined || duration === 0) return
        event.preventDefault()
        event.stopPropagation()
        seek(Math.max(0, Math.min(1, (position + step) / duration)))
      }}
    >
      <svg viewBox={`0 0 ${shown.length * STEP} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path class="wave" d={path(played, shown.length)} />
        <path class="wave played" d={path(0, played)} />
      </svg>
    </div>
  )
}
