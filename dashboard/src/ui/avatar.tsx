import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** The first letters of the first two words: whole characters, also when they are made of several code points. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean).slice(0, 2)
  const segmenter = new Intl.Segmenter()
  return words.map((word) => segmenter.segment(word)[Symbol.iterator]().next().value?.segment ?? '').join('')
}

/** The user's picture, and his initials until it has come or when it does not. */
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
        initials(name).toUpperCase()
      )}
    </span>
  )
}
