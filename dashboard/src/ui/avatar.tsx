import { useSignal } from '@preact/signals'
import { initials } from './initials.ts'

/** The user's picture, or their initials if it can't be loaded. */
export function Avatar({ name, url }: { name: string; url: string | null }) {
  const brokenUrl = useSignal<string | null>(null)
  return (
    <span class="avatar" aria-hidden="true">
      {url !== null && url !== brokenUrl.value ? (
        <img
          src={url}
          alt=""
          referrerpolicy="no-referrer"
          onError={() => {
            brokenUrl.value = url
          }}
        />
      ) : (
        initials(name)
      )}
    </span>
  )
}
