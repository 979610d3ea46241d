import { useLanguage } from '../core/language-context.ts'
import { Icon } from './icons.tsx'

/** An error, announced by screen readers at once, and what the reader can do about it. */
export function Problem(props: { text: string; retry?: () => void; dismiss?: () => void }) {
  const { say } = useLanguage()
  return (
    <div class="problem" role="alert">
      <Icon name="alert" />
      <span>{props.text}</span>
      {props.retry && (
        <button type="button" class="text-button" onClick={props.retry}>
          {say.retry}
        </button>
      )}
      {props.dismiss && (
        <button type="button" class="icon-button small" aria-label={say.dismiss} onClick={props.dismiss}>
          <Icon name="close" />
        </button>
      )}
    </div>
  )
}
