import { useFrame } from './frame-context.ts'

export function Loading() {
  const { say } = useFrame()
  return (
    <div class="log-loading">
      <span class="spinner" aria-hidden="true" />
      <span class="sr-only">{say.loading}</span>
    </div>
  )
}
