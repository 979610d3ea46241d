import type { ComponentChildren } from 'preact'
import { toast } from '../toasts.ts'
import { Icon, type IconName } from './icon.tsx'

interface ButtonProps {
  children: ComponentChildren
  /** `danger`: it cannot be taken back; `danger-plain`: it leads to such a question */
  kind?: 'primary' | 'plain' | 'danger' | 'danger-plain' | 'quiet'
  type?: 'button' | 'submit'
  icon?: IconName
  /** shows that its act is under way, and does not take another press */
  pending?: boolean
  /**
   * takes no press, but keeps the focus, which browsers take from a button that becomes `disabled`; a text is the
   * reason, shown at a press
   */
  disabled?: boolean | string
  label?: string | undefined
  onClick?: ((event: Event) => void) | undefined
}

export function Button(props: ButtonProps) {
  const { children, kind = 'plain', type = 'button', icon, pending = false, disabled = false, label, onClick } = props
  return (
    <button
      class={`button button-${kind}`}
      type={type}
      aria-disabled={disabled !== false || pending}
      title={typeof disabled === 'string' ? disabled : undefined}
      aria-busy={pending}
      aria-label={label}
      onClick={(event) => {
        if (disabled === false && !pending) return onClick?.(event)
        event.preventDefault()
        if (typeof disabled === 'string') toast(disabled, 'failed')
      }}
    >
      {pending ? <span class="spinner" /> : icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  )
}

export function LinkButton({ href, children, kind = 'plain', icon }: Omit<ButtonProps, 'onClick'> & { href: string }) {
  return (
    <a class={`button button-${kind}`} href={href}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </a>
  )
}
