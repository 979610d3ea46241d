import { effect, useSignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { formatNumber, language } from '../../i18n/index.ts'
import { theme } from '../../theme.ts'

export interface ChartPoint {
  /** milliseconds since 1970 */
  at: number
  value: number
}

export interface TimeChartProps {
  label: string
  /** in the same distance from each other */
  points: readonly ChartPoint[]
  /** values of the period before, one for each point */
  before?: readonly number[] | undefined
  /** how the period before is called */
  beforeLabel?: string
  /** formats the time of a point */
  formatAt: (at: number) => string
  formatValue?: (value: number) => string
  /** factor between two units of the values; 1000 if missing */
  unitStep?: 1000 | 1024
  /** beside the label while no point is chosen */
  summary: string
}

const HEIGHT = 190
/** Width of the numbers beside the chart, pixels. */
const NUMBERS = 52

/**
 * Bars over time, with the period before as a line. The pointer and arrow keys choose a bar, and its numbers are shown.
 */
export function TimeChart({
  label,
  points,
  before,
  beforeLabel = '',
  formatAt,
  formatValue = formatNumber,
  unitStep = 1000,
  summary,
}: TimeChartProps) {
  const chosen = useSignal<number | null>(null)
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const texts = useRef({ formatAt, formatValue })
  texts.current = { formatAt, formatValue }
  const id = useId()
  const last = points.length - 1
  const shown = points.map(({ at, value }) => `${at}:${value}`).join() + (before?.join() ?? '')

  useEffect(() => {
    const host = place.current
    if (host === null) return
    const made = new uPlot(
      optionsOf(host, points, {
        formatAt: (at) => texts.current.formatAt(at),
        formatValue: (value) => texts.current.formatValue(value),
        unitStep,
        onChosen: (index) => {
          chosen.value = index
        },
      }),
      [points.map(({ at }) => at), points.map(({ value }) => value), before ? [...before] : points.map(() => null)],
      host,
    )
    plot.current = made
    const watch = new ResizeObserver(() => made.setSize({ width: host.clientWidth, height: HEIGHT }))
    watch.observe(host)
    // what is drawn has the colours and words of the moment
    const redraw = () => made.redraw(false, true)
    const stop = effect(() => {
      if (theme.value && language.value) redraw()
    })
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', redraw)
    return () => {
      dark.removeEventListener('change', redraw)
      stop()
      watch.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [shown])

  function choose(index: number | null): void {
    const at = index === null ? undefined : points[index]?.at
    const left = at === undefined ? -1 : (plot.current?.valToPos(at, 'x') ?? -1)
    plot.current?.setCursor({ left, top: index === null ? -1 : 10 })
  }

  function move(event: KeyboardEvent): void {
    const now = chosen.value
    const steps: Record<string, number | null> = {
      ArrowLeft: now === null ? last : Math.max(0, now - 1),
      ArrowRight: now === null ? last : Math.min(last, now + 1),
      Home: 0,
      End: last,
      Escape: null,
    }
    const next = steps[event.key]
    if (next === undefined) return
    event.preventDefault()
    choose(next)
  }

  const point = chosen.value === null ? undefined : points[chosen.value]
  const earlier = chosen.value === null ? undefined : before?.[chosen.value]
  const value = point && formatValue(point.value)
  const compared = earlier === undefined ? '' : ` · ${beforeLabel}: ${formatValue(earlier)}`
  const text = point ? `${formatAt(point.at)}: ${value}${compared}` : summary

  return (
    <figure class="chart" aria-labelledby={id}>
      <figcaption class="chart-head">
        <span class="chart-label" id={id}>
          {label}
        </span>
        <output class="chart-said">{text}</output>
      </figcaption>
      <div
        class="chart-place"
        dir="ltr"
        role="slider"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={chosen.value ?? Math.max(0, last)}
        aria-valuetext={text}
        tabIndex={0}
        onKeyDown={move}
        onBlur={() => choose(null)}
      >
        <div ref={place} class="chart-drawing" />
        {point && (
          <div class="chart-tip" style={tipStyle(plot.current, point.at)} aria-hidden="true">
            <span>{formatAt(point.at)}</span>
            <strong>{value}</strong>
            {earlier !== undefined && (
              <span>
                {beforeLabel}: {formatValue(earlier)}
              </span>
            )}
          </div>
        )}
      </div>
    </figure>
  )
}

/** Places the tooltip beside the bar, on the side with more room. */
function tipStyle(plot: uPlot | null, at: number): Record<string, string> {
  const width = plot?.width ?? 0
  const x = NUMBERS + (plot?.valToPos(at, 'x') ?? 0)
  return x > width / 2 ? { right: `${width - x + 12}px` } : { left: `${x + 12}px` }
}

interface Asked {
  formatAt: (at: number) => string
  formatValue: (value: number) => string
  unitStep: number
  onChosen: (index: number | null) => void
}

function optionsOf(
  host: HTMLElement,
  points: readonly ChartPoint[],
  { formatAt, formatValue, unitStep, onChosen }: Asked,
): uPlot.Options {
  const colour = (name: string) => () => colourOf(host, name)
  const [first, second] = points
  const half = first && second ? (second.at - first.at) / 2 : 1
  const axis: uPlot.Axis = {
    stroke: colour('text-faint'),
    font: `12px ${getComputedStyle(host).fontFamily}`,
    ticks: { show: false },
  }
  return {
    width: host.clientWidth,
    height: HEIGHT,
    ms: 1,
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      x: { time: true, range: (_, min, max) => [min - half, max + half] },
      y: { range: (_, __, max) => [0, topOf(max, unitStep)] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        gap: 8,
        grid: { show: false },
        splits: (_, __, min, max) => marks(points, min, max, host.clientWidth),
        values: (_, splits) => splits.map(formatAt),
      },
      {
        ...axis,
        size: NUMBERS,
        grid: { stroke: colour('line'), width: 1 },
        splits: (_, __, ___, max) => [0, max / 2, max],
        values: (_, splits) => splits.map((value) => (Number.isInteger(value) ? formatValue(value) : '')),
      },
    ],
    series: [
      {},
      {
        stroke: colour('accent'),
        fill: colour('accent'),
        width: 0,
        points: { show: false },
        ...(uPlot.paths.bars && { paths: uPlot.paths.bars({ size: [0.76, 48], radius: 0.12 }) }),
      },
      { stroke: colour('text-soft'), width: 1.5, dash: [4, 4], points: { show: false } },
    ],
    hooks: { setCursor: [(plot) => onChosen(plot.cursor.idx ?? null)] },
  }
}

/** Some of the points' own times, as many as have room for their words. */
function marks(points: readonly ChartPoint[], min: number, max: number, width: number): number[] {
  const times = points.map(({ at }) => at).filter((at) => at >= min && at <= max)
  const every = Math.max(1, Math.ceil(times.length / Math.max(1, Math.floor((width - NUMBERS) / 96))))
  return times.filter((_, index) => index % every === 0)
}

/** The present value of a colour of tokens.css: a canvas knows neither variables nor themes. */
function colourOf(host: HTMLElement, name: string): string {
  host.style.color = `var(--${name})`
  const { color } = getComputedStyle(host)
  host.style.color = ''
  return color
}

/** A round number of the largest unit that fits, at or above the highest value, so that the chart's lines have such. */
export function topOf(highest: number | null, unitStep = 1000): number {
  if (highest === null || highest <= 4) return 4
  const unit = unitStep ** Math.floor(Math.log(highest) / Math.log(unitStep))
  const power = 10 ** Math.floor(Math.log10(highest / unit))
  return ([1, 2, 4, 6, 8, 10].find((times) => times * power * unit >= highest) ?? 10) * power * unit
}
