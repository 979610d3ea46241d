import { useEffect } from 'preact/hooks'
import type { ApiError } from './api.ts'
import { refusalText } from './i18n/refusal.ts'
import { toast } from './toasts.ts'

/** Tells the refusal of an act that has no place of its own for it. An ended session is told by the sign-in form. */
export function useRefusalToast(error: ApiError | null): void {
  useEffect(() => {
    if (error !== null && error.code !== 'not_authenticated') toast(refusalText(error), 'failed')
  }, [error])
}
