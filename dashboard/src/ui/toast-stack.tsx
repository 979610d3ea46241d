import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { common } from '../i18n/index.ts'
import { dropToast, holdToasts, toasts } from '../toasts.ts'
import { Icon } from './icon.tsx'

/** A polite live region. It is in the page from the start: screen readers miss a region that comes with its text. */
export function ToastStack() {
  return (
    <div
      class="toasts"
      role="status"
      aria-live="polite"
      onPointerEnter={() => holdToasts(true)}
      onPointerLeave={() => holdToasts(false)}
      onFocusIn={() => holdToasts(true)}
      onFocusOut={() => holdToasts(false)}
    >
      {toasts.value.map(({ id, kind, text, act, until }) => (
        <div key={id} class={`toast toast-${kind}`}>
          <Icon name={kind === 'done' ? 'check' : 'warning'} />
          <span class="toast-text">{text}</span>
          {act && (
            <button
              class="toast-act"
              type="button"
              onClick={() => {
                dropToast(id)
                act.run()
              }}
            >
              {act.label}
              {until !== null && <SecondsLeft until={until} />}
            </button>
          )}
          <button class="toast-close" type="button" aria-label={common('act.dismiss')} onClick={() => dropToast(id)}>
            <Icon name="cross" />
          </button>
        </div>
      ))}
    </div>
  )
}

/** Hidden from screen readers, which would announce every second. */
function SecondsLeft({ until }: { until: number }) {
  const now = useSignal(Date.now())
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now()
    }, 500)
    return () => clearInterval(timer)
  }, [])
  return (
    <span class="toast-left" aria-hidden="true">
      {Math.max(0, Math.ceil((until - now.value) / 1000))}
    </span>
  )
}
