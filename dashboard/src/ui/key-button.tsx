import type { ComponentChildren } from 'preact'

interface KeyButtonProps {
  /** the key that does the same, as printed on the keyboard */
  keyName: string
  pending: boolean
  dangerous?: boolean
  onPress: () => void
  children: ComponentChildren
}

/** A button that shows the key for it. The key itself is listened for where its screen is. */
export function KeyButton({ keyName, pending, dangerous = false, onPress, children }: KeyButtonProps) {
  return (
    <button
      type="button"
      class={`button ${dangerous ? 'button-danger' : 'button-plain'}`}
      aria-keyshortcuts={keyName}
      aria-disabled={pending}
      onClick={() => {
        if (!pending) onPress()
      }}
    >
      <span>{children}</span>
      <span class="key" aria-hidden="true">
        {keyName}
      </span>
    </button>
  )
}
