import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { type Crop, firstCrop, MOST_ZOOM, moved, type Size, zoomed, zoomOf } from './crop.ts'
import { useGroupsContext } from './groups-context.ts'

/** The side of what is uploaded, pixels: sharp in the largest place that shows it. */
const SIDE = 512
/** A pointer that moves less far, pixels, was not dragged. */
const CLICK_PX = 4
/** Distance that an arrow key moves the picture, as a part of the square. */
const STEP = 0.05

const KEYS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
}

interface Props {
  file: File
  done: (picture: Blob) => void
  close: () => void
}

/**
 * Chooses the square of a picture that becomes the group's: by dragging, by a click on its middle, by the slider, or by
 * the arrow keys.
 */
export function CropPicture({ file, done, close }: Props) {
  const { say } = useGroupsContext()
  const url = useMemo(() => URL.createObjectURL(file), [file])
  useEffect(() => () => URL.revokeObjectURL(url), [url])
  const picture = useRef<HTMLImageElement>(null)
  const place = useRef<HTMLDivElement>(null)
  const dragged = useRef<{ x: number; y: number } | null>(null)
  /** where the pointer went down */
  const pressed = useRef({ x: 0, y: 0 })
  const size = useSignal<Size | null>(null)
  const crop = useSignal<Crop>({ x: 0, y: 0, side: 1 })
  const broken = useSignal(false)
  const all = size.value

  function move(x: number, y: number): void {
    if (all) crop.value = moved(crop.peek(), all, x, y)
  }

  function onPointerMove({ clientX: x, clientY: y }: PointerEvent): void {
    const from = dragged.current
    if (!from || !place.current) return
    const scale = crop.peek().side / place.current.clientWidth
    move((from.x - x) * scale, (from.y - y) * scale)
    dragged.current = { x, y }
  }

  /** A press without a drag, for people who can't drag. */
  function bringToMiddle({ clientX: x, clientY: y }: PointerEvent): void {
    const box = place.current?.getBoundingClientRect()
    if (!box || Math.hypot(x - pressed.current.x, y - pressed.current.y) > CLICK_PX) return
    const scale = crop.peek().side / box.width
    move((x - box.x - box.width / 2) * scale, (y - box.y - box.height / 2) * scale)
  }

  function onKeyDown(event: KeyboardEvent): void {
    const [x, y] = KEYS[event.key] ?? []
    if (x === undefined || y === undefined) return
    event.preventDefault()
    move(x * crop.peek().side, y * crop.peek().side)
  }

  function save(): void {
    const canvas = document.createElement('canvas')
    canvas.width = SIDE
    canvas.height = SIDE
    const drawing = canvas.getContext('2d')
    if (!drawing || !picture.current) return
    const { x, y, side } = crop.peek()
    // JPEG has no transparency: it would be black
    drawing.fillStyle = '#fff'
    drawing.fillRect(0, 0, SIDE, SIDE)
    drawing.drawImage(picture.current, x, y, side, side, 0, 0, SIDE, SIDE)
    canvas.toBlob(
      (blob) => {
        if (blob) done(blob)
        else broken.value = true
      },
      'image/jpeg',
      0.88,
    )
  }

  const { x, y, side } = crop.value
  const percent = (part: number) => `${(part / side) * 100}%`
  return (
    <Sheet kind="card" title={say.cropPicture} close={close}>
      {broken.value && <Problem text={say.errors.file_broken} />}
      <div
        class="crop"
        ref={place}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the picture in it
        tabIndex={0}
        data-first
        aria-label={say.cropHint}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.stopPropagation()
          event.currentTarget.setPointerCapture(event.pointerId)
          dragged.current = { x: event.clientX, y: event.clientY }
          pressed.current = dragged.current
        }}
        onPointerMove={onPointerMove}
        onPointerUp={(event) => {
          dragged.current = null
          bringToMiddle(event)
        }}
        onPointerCancel={() => (dragged.current = null)}
      >
        <img
          ref={picture}
          src={url}
          alt=""
          draggable={false}
          style={
            all === null
              ? undefined
              : {
                  width: percent(all.width),
                  height: percent(all.height),
                  left: percent(-x),
                  top: percent(-y),
                }
          }
          onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => {
            size.value = { width, height }
            crop.value = firstCrop({ width, height })
          }}
          onError={() => (broken.value = true)}
        />
      </div>
      <label class="crop-zoom">
        <span>{say.cropZoom}</span>
        <input
          type="range"
          min={1}
          max={MOST_ZOOM}
          step={0.05}
          value={all ? zoomOf(crop.value, all) : 1}
          disabled={!all}
          onInput={(event) => {
            if (all) crop.value = zoomed(crop.peek(), all, Number(event.currentTarget.value))
          }}
        />
      </label>
      <div class="sheet-buttons">
        <button type="button" class="button" onClick={close}>
          {say.cancel}
        </button>
        <button type="button" class="button primary" disabled={!all || broken.value} onClick={save}>
          {say.cropDone}
        </button>
      </div>
    </Sheet>
  )
}
