import type { ComponentChildren } from 'preact'
import type { FrameModel } from '../model/frame-model.ts'
import { useFrame } from './frame-context.ts'
import { Icon } from './icons.tsx'

/** The bar on top: what is shown, the way to close the window, and, where the page allows it, the handle to move it. */
export function WindowHeader({ children }: { children: ComponentChildren }) {
  const { frame, say } = useFrame()
  const options = frame.options.value
  return (
    <header
      class={`window-header ${options?.draggable ? 'draggable' : ''}`}
      onPointerDown={options?.draggable ? (event) => startDrag(event, frame, 'move') : undefined}
    >
      {children}
      {options?.place === 'window' && (
        <button type="button" class="icon-button close-window" aria-label={say.close} onClick={frame.closePage}>
          <Icon name="close" />
        </button>
      )}
    </header>
  )
}

/** The corner by which the window is sized, on its upper inner side. */
export function ResizeGrip() {
  const { frame } = useFrame()
  const options = frame.options.value
  if (!options?.resizable || options.place !== 'window') return null
  return <div class={`grip grip-${options.position}`} onPointerDown={(event) => startDrag(event, frame, 'resize')} />
}

/** The window moves under the pointer, so only screen coordinates mean anything; the page does the moving. */
function startDrag(
  event: PointerEvent & { currentTarget: HTMLElement },
  frame: FrameModel,
  kind: 'move' | 'resize',
): void {
  if (event.button !== 0 || event.pointerType === 'touch') return
  if ((event.target as Element).closest('button, a, input')) return
  event.preventDefault()
  const handle = event.currentTarget
  const send = (phase: 'start' | 'move' | 'end', { screenX, screenY }: PointerEvent) =>
    frame.drag({ kind, phase, x: screenX, y: screenY })
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
