import { useViewContext } from '../core/view-context.ts'

export function Loading() {
  const { say } = useViewContext()
  return (
    <div class="log-loading">
      <span class="spinner" aria-hidden="true" />
      <span class="sr-only">{say.loading}</span>
    </div>
  )
}
