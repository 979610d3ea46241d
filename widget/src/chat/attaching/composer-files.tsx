import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { useLaterContext } from '../core/view-context.ts'
import { FileIcon } from '../files/file-icons.tsx'
import { roomFiles } from '../files/room-files.ts'
import type { RoomModel } from '../room/room-model.ts'
import type { Pressed } from '../voice/voice-bar.tsx'
import { VoiceBar } from '../voice/voice-bar.tsx'
import { DropZone } from './drop-zone.tsx'
import { TrayView } from './tray-view.tsx'

/** Attaches files to the composer, by button, paste and drop, and records voice messages. */
export function ComposerFiles({ roomModel }: { roomModel: RoomModel }) {
  const { say } = useLaterContext()
  const { composer, fileParts } = roomModel
  const files = roomFiles(...fileParts)
  const recording = useSignal<Pressed | null>(null)
  const speaking = recording.value !== null || files.unsentVoice.value !== null
  const dropping = useSignal(false)
  const place = useRef<HTMLButtonElement>(null)
  const editing = composer.mode.value.kind === 'edit'
  const tray = editing ? null : composer.tray.value
  const speaks = composer.text.value === '' && !tray && !editing && mayRecord(fileParts[1].limits?.kinds) && !speaking

  useEffect(() => {
    const form = place.current?.closest('form')
    const room = place.current?.closest<HTMLElement>('.room')
    const onPaste = (event: ClipboardEvent) => {
      const pasted = event.clipboardData?.files
      // text from an office program comes with a picture of itself
      const isText = event.clipboardData?.getData('text/plain')
      if (!pasted?.length || isText || composer.mode.peek().kind === 'edit') return
      event.preventDefault()
      files.attach(pasted)
    }
    const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true
    // without a related target the pointer left the window, or Escape ended the drag
    const onDrag = (event: DragEvent) => {
      const stays = event.type !== 'dragleave' || room?.contains(event.relatedTarget as Node | null)
      dropping.value = stays === true && hasFiles(event) && composer.mode.peek().kind !== 'edit'
    }
    const onDrop = (event: DragEvent) => {
      const attaches = dropping.peek()
      dropping.value = false
      if (!attaches || !event.dataTransfer?.files.length) return
      files.attach(event.dataTransfer.files)
      composer.focus()
    }
    // a file that is dropped beside the place for it would take the chat's place
    const keepChat = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault()
    }
    const stopping = new AbortController()
    const { signal } = stopping
    form?.addEventListener('paste', onPaste, { signal })
    for (const type of ['dragenter', 'dragover', 'dragleave'] as const) room?.addEventListener(type, onDrag, { signal })
    room?.addEventListener('drop', onDrop, { signal })
    addEventListener('dragover', keepChat, { signal })
    addEventListener('drop', keepChat, { signal })
    return () => stopping.abort()
  }, [files])

  function record(press: MouseEvent): void {
    if (recording.peek() || (press as PointerEvent).button > 0) return
    const pressed = { press, lifted: press.type === 'click' }
    addEventListener('pointerup', () => (pressed.lifted = true), { once: true })
    recording.value = pressed
  }

  return (
    <>
      {dropping.value && <DropZone close={() => (dropping.value = false)} />}
      {tray && <TrayView tray={tray} />}
      {speaking && <VoiceBar roomModel={roomModel} pressed={recording.value} close={() => (recording.value = null)} />}
      <button
        ref={place}
        type="button"
        class="icon-button attach"
        aria-label={say.attach}
        hidden={editing || speaking}
        onClick={files.choose}
      >
        <FileIcon name="clip" />
      </button>
      {speaks && (
        <button type="button" class="send speak" aria-label={say.record} onPointerDown={record} onClick={record}>
          <FileIcon name="mic" />
        </button>
      )}
    </>
  )
}

const mayRecord = (kinds: readonly string[] = []) => kinds.includes('voice') && 'MediaRecorder' in globalThis
