import { type ReadonlySignal, useSignal } from '@preact/signals'
import { api, type WidgetKeys } from '../../api.ts'
import { type Submit, useSubmit } from '../../submit.ts'

/** The widget's keys while they are shown. They live in this page's memory only and go when it is left. */
export interface Keys {
  /** null: hidden */
  shown: ReadonlySignal<WidgetKeys | null>
  reveal: Submit
  hide(): void
  /** what a rotation or retirement left */
  set(keys: WidgetKeys): void
}

export function useKeys(widgetId: number): Keys {
  const shown = useSignal<WidgetKeys | null>(null)
  const set = (keys: WidgetKeys | null) => {
    shown.value = keys
  }
  const reveal = useSubmit(async () => set((await api.revealKeys(widgetId)).keys))
  return { shown, reveal, hide: () => set(null), set }
}
