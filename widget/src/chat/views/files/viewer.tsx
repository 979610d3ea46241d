import type { Attachment } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { authorName } from '../../model/author-name.ts'
import type { DialogModel } from '../../model/dialog-model.ts'
import { roomFiles } from '../../model/files/room-files.ts'
import { isSeen } from '../../model/files/words.ts'
import { FITTED } from '../../model/files/zoom.ts'
import { useLaterFrame } from '../frame-context.ts'
import { Icon } from '../icons.tsx'
import { FileIcon } from './file-icons.tsx'
import { saveFile } from './save-file.ts'
import { Stage, type StageHandle } from './stage.tsx'

interface Seen {
  file: Attachment
  author: string
  at: number
  caption: string
}

/** One picture or video over the whole chat, and the way to the others of the conversation. */
export function Viewer({ dialog, opened, close }: { dialog: DialogModel; opened: string; close: () => void }) {
  const { frame, phrases, say, times } = useLaterFrame()
  const box = useRef<HTMLDialogElement>(null)
  const stage = useRef<StageHandle>(null)
  const shown = useSignal(opened)
  const zoom = useSignal(FITTED)
  const files = roomFiles(...dialog.fileParts)
  const all: Seen[] = dialog.messages.value.flatMap((message) =>
    (message.deleted_at === null ? (message.attachments ?? []) : []).filter(isSeen).map((file) => ({
      file,
      author: authorName(dialog, message.sender_id),
      at: message.created_at,
      caption: message.text ?? '',
    })),
  )
  const index = all.findIndex(({ file }) => file.file_id === shown.value)
  const seen = all[index]

  const show = (step: number) => {
    const next = all[index + step]
    if (!next) return
    zoom.value = FITTED
    shown.value = next.file.file_id
  }

  useLayoutEffect(() => {
    box.current?.showModal()
    return () => box.current?.close()
  }, [])
  // the message was deleted meanwhile
  useEffect(() => {
    if (!seen) close()
  }, [seen === undefined])
  if (!seen) return null

  const video = seen.file.kind === 'video'
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
      aria-label={say.viewer}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onKeyDown={onKeyDown}
    >
      <header class="viewer-head">
        <span class="viewer-who">
          <bdi>{seen.author}</bdi>
          <time dateTime={new Date(seen.at).toISOString()}>
            {times.day(seen.at, frame.now.value)}, {times.clock(seen.at)}
          </time>
        </span>
        {all.length > 1 && (
          <span class="viewer-count" aria-live="polite">
            {phrases.fill(say.counter, String(index + 1), String(all.length))}
          </span>
        )}
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
          aria-label={phrases.fill(say.download, seen.file.name)}
          onClick={() => void saveFile(files, seen.file).catch(() => {})}
        >
          <FileIcon name="download" />
        </button>
        <button type="button" class="icon-button" aria-label={say.close} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <Stage
        key={seen.file.file_id}
        handle={stage}
        dialog={dialog}
        file={seen.file}
        zoom={zoom}
        close={close}
        step={(step) => show(rtl ? -step : step)}
      />
      {index > 0 && (
        <button type="button" class="viewer-step before" aria-label={say.previous} onClick={() => show(-1)}>
          <FileIcon name="next" />
        </button>
      )}
      {index < all.length - 1 && (
        <button type="button" class="viewer-step" aria-label={say.next} onClick={() => show(1)}>
          <FileIcon name="next" />
        </button>
      )}
      {seen.caption !== '' && (
        <p class="viewer-caption" dir="auto">
          {seen.caption}
        </p>
      )}
    </dialog>
  )
}
