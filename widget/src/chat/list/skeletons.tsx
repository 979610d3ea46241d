import { useContext } from 'preact/hooks'
import { ChatFrameContext } from '../core/language-context.ts'

/** The list's shape while its first page is on the way, or until it is known whose it is. */
export function Skeletons() {
  const language = useContext(ChatFrameContext)?.language.value
  return (
    <div class="skeletons">
      <span class="sr-only">{language?.phrases.say.loading}</span>
      {[0, 1, 2, 3, 4, 5].map((place) => (
        <div key={place} class="skeleton" aria-hidden="true">
          <span class="skeleton-circle" />
          <span class="skeleton-lines" />
        </div>
      ))}
    </div>
  )
}
