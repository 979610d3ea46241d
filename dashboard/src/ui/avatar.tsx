import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { initials } from './initials.ts'

/** The user's picture; their initials until it is loaded, or if it can't be. */
export function Avatar({ name, url }: { name: string; url: string | null }) {
  const failed = useSignal(false)
  useEffect(() => {
    failed.value = false
  }, [url])
  return (
    <span class="avatar" aria-hidden="true">
      {url !== null && !failed.value ? (
        <img
          src={url}
          alt=""
          referrerpolicy="no-referrer"
          onError={() => {
            failed.value = true
          }}
        />
      ) : (
        initials(name)
      )}
    </span>
  )
}
