import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { RoomRow } from './room-row.ts'

/** Height of a row that was not measured yet, pixels. */
const USUAL = 66
/** Pixels above and below the screen in which rows are drawn too. */
const AROUND = 500

/** Frames to wait until the end of the list is drawn; a slow phone needs a few. */
const MOST_FRAMES = 60

/**
 * Draws only the rows that are in sight, and the one that the keyboard is on. Rows have different heights; each is
 * measured when it is drawn. Rows lie at their place in a list of the full height, and say which one of how many they
 * are.
 */
export function LongList(props: {
  rows: readonly RoomRow[]
  /** the room that Tab reaches */
  tabStop: number | undefined
  draw: (row: RoomRow) => ComponentChild
}) {
  const { rows, tabStop, draw } = props
  const heights = useRef(new Map<number, number>())
  const measured = useSignal(0)
  const sight = useSignal({ from: 0, to: 1_000 })
  const tops = useMemo(() => topsOf(rows, heights.current), [rows, measured.value])

  useLayoutEffect(() => {
    const list = listElement()
    const look = () => {
      const from = list.scrollTop - ulOf(list).offsetTop - AROUND
      const to = from + list.clientHeight + 2 * AROUND
      const { from: before } = sight.peek()
      // half of what is drawn around the screen is still there
      if (Math.abs(from - before) > AROUND / 2 || to > sight.peek().to + AROUND / 2) sight.value = { from, to }
    }
    sight.value = {
      from: list.scrollTop - ulOf(list).offsetTop - AROUND,
      to: list.scrollTop + list.clientHeight + AROUND,
    }
    const resized = new ResizeObserver(look)
    resized.observe(list)
    list.addEventListener('scroll', look, { passive: true })
    ulOf(list).addEventListener('keydown', toTheEnds, true)
    ulOf(list).classList.add('long')
    return () => {
      resized.disconnect()
      list.removeEventListener('scroll', look)
      ulOf(list).removeEventListener('keydown', toTheEnds, true)
      ulOf(list).classList.remove('long')
      ulOf(list).style.removeProperty('height')
    }
  }, [])

  const first = firstAfter(tops, sight.value.from)
  const last = firstAfter(tops, sight.value.to)
  const focused = Number((document.activeElement as HTMLElement | null)?.dataset.room)
  const kept = rows.flatMap(({ room_id }, i) =>
    (room_id === tabStop || room_id === focused) && !(i >= first && i <= last) ? i : [],
  )
  const drawn = [...kept, ...range(first, Math.min(last, rows.length - 1))].sort((a, b) => a - b)

  useLayoutEffect(() => {
    const list = listElement()
    ulOf(list).style.height = `${tops.at(-1) ?? 0}px`
    let moved = 0
    let differs = false
    for (const i of drawn) {
      const row = rows[i]
      const item = list.querySelector<HTMLElement>(`[data-room="${row?.room_id}"]`)?.closest('li')
      if (!row || !item) continue
      item.style.top = `${tops[i]}px`
      item.setAttribute('aria-posinset', String(i + 1))
      item.setAttribute('aria-setsize', String(rows.length))
      const known = heights.current.get(row.room_id) ?? USUAL
      if (item.offsetHeight === known || item.offsetHeight === 0) continue
      differs = true
      heights.current.set(row.room_id, item.offsetHeight)
      if ((tops[i] ?? 0) + ulOf(list).offsetTop < list.scrollTop) moved += item.offsetHeight - known
    }
    if (!differs) return
    measured.value++
    // the visible rows stay where they are
    if (moved !== 0) list.scrollTop += moved
  })

  return <>{drawn.flatMap((i) => (rows[i] ? draw(rows[i]) : []))}</>
}

const listElement = () => document.getElementById('list') as HTMLElement
const ulOf = (list: HTMLElement) => list.querySelector('ul') as HTMLElement

/** The top of each row, and the end of the last one. */
function topsOf(rows: readonly RoomRow[], heights: ReadonlyMap<number, number>): Float64Array {
  const tops = new Float64Array(rows.length + 1)
  for (const [i, { room_id }] of rows.entries()) tops[i + 1] = (tops[i] ?? 0) + (heights.get(room_id) ?? USUAL)
  return tops
}

/** The first row whose end is below `y`. */
function firstAfter(tops: Float64Array, y: number): number {
  let [low, high] = [0, tops.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tops[middle + 1] ?? 0) > y) high = middle
    else low = middle + 1
  }
  return low
}

const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)

/** Home and End: the ends of the list are not drawn yet. */
function toTheEnds(event: KeyboardEvent): void {
  if (event.key !== 'Home' && event.key !== 'End') return
  event.preventDefault()
  event.stopPropagation()
  const list = listElement()
  const isHome = event.key === 'Home'
  list.scrollTop = isHome ? 0 : list.scrollHeight
  let frames = MOST_FRAMES
  // after the scroll's event and the drawing that follows it
  const focusWhenDrawn = () => {
    const row = [...list.querySelectorAll<HTMLElement>('button.row')].at(isHome ? 0 : -1)
    const item = row?.closest('li')
    const isDrawn = item?.getAttribute('aria-posinset') === (isHome ? '1' : item?.getAttribute('aria-setsize'))
    if (isDrawn || --frames === 0) row?.focus()
    else requestAnimationFrame(focusWhenDrawn)
  }
  requestAnimationFrame(focusWhenDrawn)
}
