import { type ReadonlySignal, useSignal } from '@preact/signals'
import { api, type KeyName, type RevealedKey } from '../../../requests/api.ts'
import { type Submit, useSubmit } from '../../../requests/submit.ts'

/** One key of the widget. Its value lives in this page's memory only, while it is shown. */
export interface KeyHandle {
  name: KeyName
  /** the current value first; null: hidden */
  shown: ReadonlySignal<RevealedKey['values'] | null>
  reveal: Submit
  hide(): void
  /** the keys after a rotation or retirement */
  set(key: RevealedKey): void
}

/** Each key is shown on its own, so that copying one does not put the others on the screen. */
export type Keys = Record<KeyName, KeyHandle>

export function useKeys(widget_id: number): Keys {
  return {
    secret_key: useKey(widget_id, 'secret_key'),
    api_login: useKey(widget_id, 'api_login'),
    api_password: useKey(widget_id, 'api_password'),
  }
}

function useKey(widget_id: number, name: KeyName): KeyHandle {
  const shown = useSignal<RevealedKey['values'] | null>(null)
  const set = (key: RevealedKey) => {
    shown.value = key.values
  }
  const reveal = useSubmit(async () => set((await api.revealKey(widget_id, name)).key))
  return {
    name,
    shown,
    reveal,
    set,
    hide: () => {
      shown.value = null
    },
  }
}
