import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { useLayer } from '../core/layers/use-layer.ts'
import { authorName } from '../core/names/author-name.ts'
import { useLaterContext } from '../core/view-context.ts'
import { FileIcon } from '../files/file-icons.tsx'
import { roomFiles } from '../files/room-files.ts'
import { saveFile } from '../files/save-file.ts'
import type { RoomModel } from '../room/room-model.ts'
import { Icon } from '../ui/icons.tsx'
import { createGallery } from './gallery.ts'
import { Stage, type StageHandle } from './stage.tsx'
import { FITTED } from './zoom.ts'

/** Milliseconds in which a page makes the frame small again; one that the device was turned in does not. */
const SHRINK_MS = 2_000

/** One picture or video over the whole chat, and the way to the others of the conversation. */
export function Viewer({ roomModel, opened, close }: { roomModel: RoomModel; opened: string; close: () => void }) {
  const { frame, phrases, say, times } = useLaterContext()
  const box = useRef<HTMLDialogElement>(null)
  const stage = useRef<StageHandle>(null)
  const zoom = useSignal(FITTED)
  const files = roomFiles(...roomModel.fileParts)
  const gallery = useMemo(() => createGallery(roomModel, opened), [])
  const all = gallery.all.value
  const index = gallery.index.value
  const seen = all[index]

  useLayer(close)
  const show = (step: 1 | -1) =>
    void gallery.step(step, () => {
      zoom.value = FITTED
    })

  useLayoutEffect(() => {
    box.current?.showModal()
    const height = innerHeight
    roomModel.viewing.value = true
    frame.send({ t: 'viewing', viewing: true })
    return () => {
      const end = () => {
        roomModel.viewing.value = false
      }
      frame.send({ t: 'viewing', viewing: false })
      // a page that made the frame higher makes it low again: until then the log shows more than its reader sees
      if (innerHeight > height) {
        addEventListener('resize', end, { once: true })
        setTimeout(end, SHRINK_MS)
      } else end()
      gallery.end()
      box.current?.close()
    }
  }, [])
  const [before, after] = [gallery.leads(-1), gallery.leads(1)]
  // The button that led here may be gone, and the focus with it: the keys go on.
  useLayoutEffect(() => {
    if (!box.current?.contains(document.activeElement)) box.current?.focus()
  }, [before, after])
  // the message was deleted meanwhile
  useEffect(() => {
    if (!seen) close()
  }, [seen === undefined])
  if (!seen) return null

  const { file, message } = seen
  const video = file.kind === 'video'
  const rtl = getComputedStyle(document.documentElement).direction === 'rtl'

  function onKeyDown(event: KeyboardEvent): void {
    // what is beneath has keys of its own
    event.stopPropagation()
    const forward = rtl ? 'ArrowLeft' : 'ArrowRight'
    const back = rtl ? 'ArrowRight' : 'ArrowLeft'
    if ((event.target as Element).tagName === 'VIDEO' && event.key.startsWith('Arrow')) return
    if (event.key === forward) show(1)
    else if (event.key === back) show(-1)
    else if (event.key === '+' || event.key === '=') stage.current?.zoom(1.5)
    else if (event.key === '-') stage.current?.zoom(1 / 1.5)
    else if (event.key === '0') zoom.value = FITTED
    else return
    event.preventDefault()
  }

  return (
    <dialog
      ref={box}
      class="viewer"
      tabIndex={-1}
      aria-label={say.viewer}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onKeyDown={onKeyDown}
    >
      <header class="viewer-head">
        <span class="viewer-who">
          <bdi>{authorName(roomModel, message.sender_id)}</bdi>
          <time dateTime={new Date(message.created_at).toISOString()}>
            {times.day(message.created_at, frame.now.value)}, {times.clock(message.created_at)}
          </time>
        </span>
        <span class="viewer-count" aria-live="polite">
          {gallery.loading.value ? (
            <>
              <span class="spinner" aria-hidden="true" />
              <span class="sr-only">{say.loading}</span>
            </>
          ) : gallery.failed.value ? (
            say.couldNotLoad
          ) : (
            all.length > 1 && phrases.fill(say.counter, { number: index + 1, total: all.length })
          )}
        </span>
        {!video && (
          <>
            <button
              type="button"
              class="icon-button viewer-zoom"
              aria-label={say.zoomOut}
              disabled={zoom.value.scale <= 1}
              onClick={() => stage.current?.zoom(1 / 1.5)}
            >
              <FileIcon name="zoomOut" />
            </button>
            <button
              type="button"
              class="icon-button viewer-zoom"
              aria-label={say.zoomIn}
              onClick={() => stage.current?.zoom(1.5)}
            >
              <FileIcon name="zoomIn" />
            </button>
          </>
        )}
        <button
          type="button"
          class="icon-button"
          aria-label={phrases.fill(say.download, { name: file.name })}
          onClick={() => void saveFile(files, file).catch(() => {})}
        >
          <FileIcon name="download" />
        </button>
        <button type="button" class="icon-button" aria-label={say.close} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <Stage
        key={file.file_id}
        handle={stage}
        roomModel={roomModel}
        file={file}
        zoom={zoom}
        close={close}
        step={(step) => show(rtl === step > 0 ? -1 : 1)}
      />
      {before && (
        <button type="button" class="viewer-step before" aria-label={say.previous} onClick={() => show(-1)}>
          <FileIcon name="next" />
        </button>
      )}
      {after && (
        <button type="button" class="viewer-step" aria-label={say.next} onClick={() => show(1)}>
          <FileIcon name="next" />
        </button>
      )}
      {message.text && (
        <p class="viewer-caption" dir="auto">
          {message.text}
        </p>
      )}
    </dialog>
  )
}
