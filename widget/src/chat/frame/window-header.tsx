import type { ComponentChildren } from 'preact'
import { useViewContext } from '../core/view-context.ts'
import { Icon } from '../ui/icons.tsx'

/**
 * The title bar, with the button that closes the window. If the page allows it, `WindowDrag` moves the window by it.
 */
export function WindowHeader({ children }: { children: ComponentChildren }) {
  const { frame, say } = useViewContext()
  const options = frame.options.value
  return (
    <header class={`window-header ${options?.draggable ? 'draggable' : ''}`}>
      {children}
      {options?.place === 'window' && (
        <button
          type="button"
          class="icon-button close-window"
          aria-label={say.close}
          onClick={() => frame.send({ t: 'close' })}
        >
          <Icon name="close" />
        </button>
      )}
    </header>
  )
}
