import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useLaterContext } from '../core/view-context.ts'
import { FileIcon } from '../files/file-icons.tsx'

/** Covers the messages and the composer while files are dragged over the conversation, which takes the files itself. */
export function DropZone({ close }: { close: () => void }) {
  const { say } = useLaterContext()
  const zone = useRef<HTMLDivElement>(null)

  // it lies in the composer, at the lower end of the conversation
  useLayoutEffect(() => {
    const room = zone.current?.closest('.room')
    const messages = room?.querySelector('.log-pane')
    if (!zone.current || !room || !messages) return
    const height = room.getBoundingClientRect().bottom - messages.getBoundingClientRect().top
    zone.current.style.blockSize = `${height}px`
  }, [])

  // Pointers move again only after a drag is over. Some browsers send no event when it ends.
  useEffect(() => {
    addEventListener('pointermove', close)
    return () => removeEventListener('pointermove', close)
  }, [])

  return (
    <div ref={zone} class="drop-zone">
      <div class="drop-card">
        <FileIcon name="clip" />
        {say.dropFiles}
      </div>
    </div>
  )
}
