import type { ReadonlySignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { useLaterContext } from '../core/view-context.ts'
import { roomFiles } from '../files/room-files.ts'
import type { RoomModel } from '../room/room-model.ts'
import { Icon } from '../ui/icons.tsx'

const LENGTH = 2 * Math.PI * 10

/** Progress of an upload, drawn around the button that cancels it. */
export function Ring({ name, sent, cancel }: { name: string; sent: number; cancel: () => void }) {
  const { phrases, say } = useLaterContext()
  return (
    <span class="ring">
      <svg
        viewBox="0 0 24 24"
        role="progressbar"
        aria-label={phrases.fill(say.uploading, { name })}
        aria-valuenow={Math.round(sent * 100)}
      >
        <circle
          cx="12"
          cy="12"
          r="10"
          stroke-dasharray={LENGTH}
          stroke-dashoffset={LENGTH * (1 - Math.max(0.04, sent))}
        />
      </svg>
      <button type="button" aria-label={phrases.fill(say.removeFile, { name })} onClick={cancel}>
        <Icon name="close" />
      </button>
    </span>
  )
}

/** The ring of a file in a message that is being sent; nothing once it is uploaded. */
export function SendingRing(props: { roomModel: RoomModel; file_id: string; name: string; cancel: () => void }) {
  const { roomModel, file_id, name, cancel } = props
  const sent: ReadonlySignal<number | null> = useMemo(
    () => roomFiles(...roomModel.fileParts).progress(file_id),
    [roomModel, file_id],
  )
  return sent.value === null ? null : <Ring name={name} sent={sent.value} cancel={cancel} />
}
