import { SIGNING_OUT } from '../core/signing-out.ts'
import { toast } from './toast-model.ts'

/** Something that is sent only when the toast which offers to undo it is gone. */
interface Undoable {
  toast: NonNullable<typeof toast.value>
  send(): void
  undo(): void
}

let pending: Undoable | null = null

/** The last offer ends, and is sent. */
export function offerUndo(act: Undoable): void {
  commit()
  pending = act
  toast.value = act.toast
  // before the client, which gets this event too, gives its connection up
  for (const event of ['pagehide', SIGNING_OUT]) addEventListener(event, onPageHide, true)
}

export function undo(): void {
  const last = pending
  pending = null
  last?.undo()
}

const onPageHide = () => commit()

/**
 * Ends the chance to undo: the toast is gone, the next offer came, or the page closes.
 * @param ended the toast that is gone; missing: any toast
 */
export function commit(ended?: object): void {
  if (ended && pending?.toast !== ended) return
  const last = pending
  pending = null
  for (const event of ['pagehide', SIGNING_OUT]) removeEventListener(event, onPageHide, true)
  last?.send()
}
