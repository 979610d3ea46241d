import { useViewContext } from './view-context.ts'

/** The list's shape while its first page is on the way. */
export function Skeletons() {
  const { say } = useViewContext()
  return (
    <div class="skeletons">
      <span class="sr-only">{say.loading}</span>
      {[0, 1, 2, 3, 4, 5].map((place) => (
        <div key={place} class="skeleton" aria-hidden="true">
          <span class="skeleton-circle" />
          <span class="skeleton-lines" />
        </div>
      ))}
    </div>
  )
}
