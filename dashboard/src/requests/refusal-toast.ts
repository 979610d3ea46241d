import { useEffect } from 'preact/hooks'
import { refusalText } from '../i18n/refusal.ts'
import { toast } from '../toasts.ts'
import type { ApiError } from './api.ts'

/** Shows an act's refusal that has no place of its own. The sign-in form says that a session has ended. */
export function useRefusalToast(error: ApiError | null): void {
  useEffect(() => {
    if (error !== null && error.code !== 'not_authenticated') toast(refusalText(error), 'failed')
  }, [error])
}
