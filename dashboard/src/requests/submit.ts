import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { ApiError } from './api.ts'

export interface Submit {
  pending: ReadonlySignal<boolean>
  error: ReadonlySignal<ApiError | null>
  /** for a form's `onSubmit`, or a button's `onClick` */
  run(event?: Event): void
  clear(): void
}

/** Runs one act at a time, keeps the error of a refused one, and focuses the field that was refused. */
export function useSubmit(act: () => Promise<void>): Submit {
  const pending = useSignal(false)
  const error = useSignal<ApiError | null>(null)
  const form = useRef<HTMLElement | null>(null)

  useEffect(() => {
    if (error.value !== null) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [error.value])

  const attempt = async () => {
    pending.value = true
    error.value = null
    try {
      await act()
    } catch (refusal) {
      if (!(refusal instanceof ApiError)) throw refusal
      error.value = refusal
    } finally {
      pending.value = false
    }
  }

  return {
    pending,
    error,
    run(event) {
      event?.preventDefault()
      form.current = event?.currentTarget instanceof HTMLElement ? event.currentTarget : null
      if (!pending.value) void attempt()
    },
    clear() {
      error.value = null
    },
  }
}
