import type { Attachment } from '@imbachat/sdk'
import { type Signal, useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useLaterContext } from '../core/view-context.ts'
import { localUrl } from '../files/file-urls.ts'
import { useFileUrl } from '../files/use-file-url.ts'
import type { RoomModel } from '../room/room-model.ts'
import { keepPlace } from './keep-place.ts'
import { FITTED, type Size, within, type Zoom, zoomedAt } from './zoom.ts'

export interface StageHandle {
  /** in its middle */
  zoom(factor: number): void
}

interface Props {
  handle: RefObject<StageHandle | null>
  roomModel: RoomModel
  file: Attachment
  zoom: Signal<Zoom>
  close: () => void
  /** to the picture at the right (1) or left (-1) */
  step: (step: number) => void
}

/** A finger that moved less, pixels, has tapped. */
const SLIP = 8
/** A swipe that is longer leads to the next picture, or closes. */
const SWIPE = 60
/** Two taps within this time, milliseconds, are one double tap. */
const DOUBLE = 300

/** Shows one picture. Wheel, pinch and double tap zoom, a swipe goes to the next picture, a swipe down closes. */
export function Stage(props: Props) {
  return props.file.kind === 'video' ? <Video {...props} /> : <Picture {...props} />
}

function Video({ roomModel, file }: Props) {
  const { url, renew } = useFileUrl(roomModel, file.file_id, 'original', false)
  const film = useRef<HTMLVideoElement>(null)
  useLayoutEffect(() => {
    if (film.current) keepPlace(film.current)
  }, [url === null])
  return (
    <div class="stage">
      {url && (
        // biome-ignore lint/a11y/useMediaCaption: users' videos have none
        <video ref={film} src={url} controls autoPlay playsInline aria-label={file.name} onError={renew} />
      )}
    </div>
  )
}

function Picture({ handle, roomModel, file, zoom, close, step }: Props) {
  const { say } = useLaterContext()
  const original = useFileUrl(roomModel, file.file_id, 'original')
  const small = useFileUrl(roomModel, file.file_id, file.thumb ? 'thumb' : 'original')
  const here = useSignal(localUrl(file.file_id) !== null)
  const failed = useSignal(false)
  const stage = useRef<HTMLDivElement>(null)
  const picture = useRef<HTMLImageElement>(null)
  /** how far a finger has drawn the picture that is not zoomed */
  const drawn = useSignal({ x: 0, y: 0 })
  const fingers = useRef(new Map<number, { x: number; y: number }>())
  const gesture = useRef({ start: { x: 0, y: 0 }, moved: false, tapped: 0 })

  const sizes = (): [picture: Size, stage: Size] => [
    { width: picture.current?.offsetWidth ?? 0, height: picture.current?.offsetHeight ?? 0 },
    { width: stage.current?.clientWidth ?? 0, height: stage.current?.clientHeight ?? 0 },
  ]
  const zoomAt = (factor: number, point: { x: number; y: number }) => {
    zoom.value = zoomedAt(zoom.peek(), factor, point, ...sizes())
  }
  const fromMiddle = ({ clientX, clientY }: MouseEvent) => {
    const box = stage.current?.getBoundingClientRect()
    return box ? { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 } : { x: 0, y: 0 }
  }
  handle.current = { zoom: (factor) => zoomAt(factor, { x: 0, y: 0 }) }

  // Preact's own listener would be passive in Safari, and the page behind would scroll
  useEffect(() => {
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      zoomAt(Math.exp(-event.deltaY / (event.ctrlKey ? 100 : 300)), fromMiddle(event))
    }
    stage.current?.addEventListener('wheel', onWheel, { passive: false })
    return () => stage.current?.removeEventListener('wheel', onWheel)
  }, [])

  function onPointerDown(event: PointerEvent): void {
    if (event.button !== 0) return
    stage.current?.setPointerCapture(event.pointerId)
    fingers.current.set(event.pointerId, fromMiddle(event))
    gesture.current = { ...gesture.current, start: fromMiddle(event), moved: fingers.current.size > 1 }
  }

  function onPointerMove(event: PointerEvent): void {
    const before = fingers.current.get(event.pointerId)
    if (!before) return
    const now = fromMiddle(event)
    const [other] = [...fingers.current].flatMap(([id, place]) => (id === event.pointerId ? [] : [place]))
    fingers.current.set(event.pointerId, now)
    const { start } = gesture.current
    if (Math.hypot(now.x - start.x, now.y - start.y) > SLIP) gesture.current.moved = true
    if (other) {
      const grown = Math.hypot(now.x - other.x, now.y - other.y) / Math.hypot(before.x - other.x, before.y - other.y)
      zoomAt(grown, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 })
      return
    }
    const { scale, x, y } = zoom.peek()
    if (scale > 1) zoom.value = within({ scale, x: x + now.x - before.x, y: y + now.y - before.y }, ...sizes())
    else if (gesture.current.moved) {
      const [right, down] = [now.x - start.x, now.y - start.y]
      drawn.value = Math.abs(right) > Math.abs(down) ? { x: right, y: 0 } : { x: 0, y: Math.max(0, down) }
    }
  }

  function onPointerUp(event: PointerEvent): void {
    if (!fingers.current.delete(event.pointerId) || fingers.current.size > 0) return
    const { x, y } = drawn.peek()
    drawn.value = { x: 0, y: 0 }
    if (gesture.current.moved) {
      if (y > SWIPE) close()
      else if (Math.abs(x) > SWIPE) step(x < 0 ? 1 : -1)
      return
    }
    const twice = event.timeStamp - gesture.current.tapped < DOUBLE
    gesture.current.tapped = twice ? 0 : event.timeStamp
    if (twice && zoom.peek().scale > 1) zoom.value = FITTED
    else if (twice) zoomAt(2.5, fromMiddle(event))
    else if (!isOver(picture.current, event)) close()
  }

  const { scale, x, y } = zoom.value
  return (
    <div
      ref={stage}
      class={scale > 1 ? 'stage zoomed' : 'stage'}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={(event) => {
        fingers.current.delete(event.pointerId)
        drawn.value = { x: 0, y: 0 }
      }}
    >
      <img
        ref={picture}
        class={fingers.current.size > 0 ? 'held' : ''}
        src={(here.value || !file.thumb ? original.url : small.url) ?? undefined}
        width={file.width}
        height={file.height}
        alt={file.name}
        draggable={false}
        style={{
          transform: `translate(${x + drawn.value.x}px, ${y + drawn.value.y}px) scale(${scale})`,
          aspectRatio: `${file.width ?? 4} / ${file.height ?? 3}`,
        }}
        onError={() => {
          original.renew()
          failed.value = true
        }}
        onLoad={() => (failed.value = false)}
      />
      {!here.value && file.thumb && original.url && (
        <img
          class="stage-loading"
          src={original.url}
          alt=""
          onLoad={() => (here.value = true)}
          onError={original.renew}
        />
      )}
      {failed.value && <p role="alert">{say.fileGone}</p>}
    </div>
  )
}

function isOver(element: Element | null, { clientX, clientY }: MouseEvent): boolean {
  const box = element?.getBoundingClientRect()
  return !box || (clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom)
}
