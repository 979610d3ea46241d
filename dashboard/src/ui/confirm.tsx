import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { common } from '../i18n/index.ts'
import type { ApiError } from '../requests/api.ts'
import { Button } from './button.tsx'
import { useModal } from './hooks/use-modal.ts'
import { FormError } from './notice.tsx'

interface ConfirmProps {
  title: string
  children: ComponentChildren
  act: string
  dangerous?: boolean
  /** the question is not answered yet; a text names what is missing */
  disabled?: boolean | string
  pending: boolean
  error: ApiError | null
  /** fields of the question that show their own errors */
  fields?: readonly string[]
  onConfirm: () => void
  onClose: () => void
}

/** Asks before an act that affects more than the dashboard. Escape and the backdrop close it. */
export function Confirm(props: ConfirmProps) {
  const {
    title,
    children,
    act,
    dangerous = false,
    disabled = false,
    pending,
    error,
    fields = [],
    onConfirm,
    onClose,
  } = props
  const dialog = useModal()
  /** a text that is selected with the pointer may end beside the dialog */
  const isPressed = useRef(false)
  const id = useId()

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Escape
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onClose={onClose}
      onPointerDown={(event) => {
        isPressed.current = event.target === dialog.current
      }}
      onClick={(event) => {
        if (isPressed.current && event.target === dialog.current) onClose()
      }}
    >
      <div class="dialog-body">
        <h2 class="dialog-title" id={id}>
          {title}
        </h2>
        <div class="dialog-text">{children}</div>
        <FormError error={error} fields={fields} />
        <div class="dialog-acts">
          <Button onClick={onClose}>{common('act.cancel')}</Button>
          <Button kind={dangerous ? 'danger' : 'primary'} disabled={disabled} pending={pending} onClick={onConfirm}>
            {act}
          </Button>
        </div>
      </div>
    </dialog>
  )
}
