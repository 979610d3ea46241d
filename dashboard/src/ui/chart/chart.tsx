import { useSignal } from '@preact/signals'
import { useId, useRef } from 'preact/hooks'
import { formatNumber } from '../../i18n/index.ts'

export interface ChartPoint {
  at: number
  value: number
}

interface ChartProps {
  label: string
  points: readonly ChartPoint[]
  /** how a point's time is said */
  formatAt: (at: number) => string
  height?: number
}

/** Of the drawing, in its own units; the page stretches it. */
const WIDTH = 720

/**
 * One bar a point. Pointer and arrow keys move over the bars, and what is pointed at is said. An own drawing: a chart
 * of bars needs no library of 24 KB.
 */
export function BarChart({ label, points, formatAt, height = 160 }: ChartProps) {
  const chosen = useSignal<number | null>(null)
  const drawing = useRef<HTMLDivElement>(null)
  const id = useId()
  const top = niceTop(Math.max(0, ...points.map(({ value }) => value)))
  const step = WIDTH / Math.max(1, points.length)
  const bar = Math.max(1, Math.min(step - 1.5, step * 0.8))
  const heightOf = (value: number) => (value === 0 ? 0 : Math.max(2, (value / top) * height))
  const at = chosen.value === null ? undefined : points[chosen.value]

  const said = at ? `${formatAt(at.at)}: ${formatNumber(at.value)}` : formatNumber(sumOf(points))

  function point(event: PointerEvent): void {
    const box = drawing.current?.getBoundingClientRect()
    if (!box || points.length === 0) return
    const place = (event.clientX - box.left) / box.width
    chosen.value = Math.max(0, Math.min(points.length - 1, Math.floor(place * points.length)))
  }

  function move(event: KeyboardEvent): void {
    const last = points.length - 1
    const now = chosen.value ?? last
    const steps: Record<string, number | null> = {
      ArrowLeft: Math.max(0, chosen.value === null ? last : now - 1),
      ArrowRight: Math.min(last, chosen.value === null ? last : now + 1),
      Home: 0,
      End: last,
      Escape: null,
    }
    const next = steps[event.key]
    if (next === undefined) return
    event.preventDefault()
    chosen.value = next
  }

  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption class="chart-head">
        <span class="chart-label" id={id}>
          {label}
        </span>
        <output class="chart-said">{said}</output>
      </figcaption>
      <div class="chart-frame" dir="ltr">
        <span class="chart-top">{formatNumber(top)}</span>
        <div
          ref={drawing}
          class="chart-bars"
          role="slider"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={Math.max(0, points.length - 1)}
          aria-valuenow={chosen.value ?? Math.max(0, points.length - 1)}
          aria-valuetext={said}
          tabIndex={0}
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => {
            chosen.value = null
          }}
          onBlur={() => {
            chosen.value = null
          }}
          onKeyDown={move}
        >
          <svg viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" aria-hidden="true">
            <line class="chart-line" x1="0" y1="0.5" x2={WIDTH} y2="0.5" />
            <line class="chart-line" x1="0" y1={height / 2} x2={WIDTH} y2={height / 2} />
            {points.map(({ at: time, value }, index) => (
              <rect
                key={time}
                class={`chart-bar ${index === chosen.value ? 'chart-bar-chosen' : ''}`}
                x={index * step + (step - bar) / 2}
                width={bar}
                y={height - heightOf(value)}
                height={heightOf(value)}
              />
            ))}
            <line class="chart-ground" x1="0" y1={height} x2={WIDTH} y2={height} />
          </svg>
        </div>
        <div class="chart-ends">
          <span>{points[0] && formatAt(points[0].at)}</span>
          <span>{points.length > 1 && formatAt(points.at(-1)?.at ?? 0)}</span>
        </div>
      </div>
    </figure>
  )
}

const sumOf = (points: readonly ChartPoint[]) => points.reduce((sum, { value }) => sum + value, 0)

/** 1, 2 or 5 times a power of ten, so that the line at the top has a round number. */
export function niceTop(highest: number): number {
  if (highest <= 4) return 4
  const power = 10 ** Math.floor(Math.log10(highest))
  return ([1, 2, 5, 10].find((times) => times * power >= highest) ?? 10) * power
}
