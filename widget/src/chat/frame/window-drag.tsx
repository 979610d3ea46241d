import { useEffect } from 'preact/hooks'
import { useViewContext } from '../core/view-context.ts'
import type { ChatFrameModel } from './chat-frame-model.ts'

/**
 * Handles that move and size the window, where the page allows it: its header, and the corner on its upper inner side.
 */
export function WindowDrag() {
  const { frame } = useViewContext()
  const options = frame.options.value

  useEffect(() => {
    function onPointerDown(event: PointerEvent): void {
      const header = (event.target as Element).closest<HTMLElement>('.window-header.draggable')
      if (header) startDrag(event, header, frame, 'move')
    }
    addEventListener('pointerdown', onPointerDown)
    return () => removeEventListener('pointerdown', onPointerDown)
  }, [frame])

  if (!options?.resizable || options.place !== 'window') return null
  return (
    <div
      class={`grip grip-${options.position}`}
      onPointerDown={(event) => startDrag(event, event.currentTarget, frame, 'resize')}
    />
  )
}

/** The window moves under the pointer, so only screen coordinates mean anything; the page does the moving. */
function startDrag(event: PointerEvent, handle: HTMLElement, frame: ChatFrameModel, kind: 'move' | 'resize'): void {
  if (event.button !== 0 || event.pointerType === 'touch') return
  if ((event.target as Element).closest('button, a, input')) return
  event.preventDefault()
  const send = (phase: 'start' | 'move' | 'end', { screenX, screenY }: PointerEvent) =>
    frame.send({ t: 'drag', kind, phase, x: screenX, y: screenY })
  // without a button the release was missed: the window moved away beneath it
  const move = (moved: PointerEvent) => (moved.buttons === 0 ? end(moved) : send('move', moved))
  const end = (ended: PointerEvent) => {
    handle.removeEventListener('pointermove', move)
    handle.removeEventListener('lostpointercapture', end)
    if (handle.hasPointerCapture(event.pointerId)) handle.releasePointerCapture(event.pointerId)
    send('end', ended)
  }
  handle.setPointerCapture(event.pointerId)
  handle.addEventListener('pointermove', move)
  handle.addEventListener('lostpointercapture', end)
  send('start', event)
}
