import type { DevicesState } from '@imbachat/sdk/calls'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { LaterIcon, type LaterIconName } from '../ui/later-icons.tsx'

interface Props {
  icon: LaterIconName
  text: string
  /** below the drawing, where there is room */
  caption?: string
  kind?: 'yes' | 'no' | 'off' | undefined
  disabled?: boolean
  expanded?: boolean
  onClick: () => void
}

/** A round button of a call. */
export function CallButton({ icon, text, caption, kind, disabled = false, expanded, onClick }: Props) {
  return (
    <button
      type="button"
      class={`call-button ${kind ?? ''}`}
      aria-label={text}
      title={text}
      aria-expanded={expanded}
      disabled={disabled}
      onClick={onClick}
    >
      <span class="call-button-mark">
        <LaterIcon name={icon} />
      </span>
      {caption && <span aria-hidden="true">{caption}</span>}
    </button>
  )
}

/** The user's own camera is mirrored, as in a mirror. A shared screen is not, since its text must be readable. */
export const isMirror = (devices: DevicesState | null) => !devices?.screen && !devices?.back

interface VideoProps {
  class: string
  label: string
  /** null: nothing yet */
  stream: MediaStream | null
  onDblClick?: () => void
}

/** The picture alone: the sound of a call does not depend on what is shown of it. */
export function CallVideo({ class: name, label, stream, onDblClick }: VideoProps) {
  const video = useRef<HTMLVideoElement>(null)
  useLayoutEffect(() => {
    const element = video.current
    if (!element || element.srcObject === stream) return
    element.srcObject = stream
    if (stream) element.play().catch(() => {})
  }, [stream])
  return <video ref={video} class={name} aria-label={label} onDblClick={onDblClick} autoplay playsInline muted />
}
