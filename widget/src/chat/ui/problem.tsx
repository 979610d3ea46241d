import { useLanguage } from '../core/language-context.ts'
import { Icon } from './icons.tsx'

/** Something did not work: said at once to screen readers too, and what may be done about it. */
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
