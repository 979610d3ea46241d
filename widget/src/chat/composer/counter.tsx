import { useLaterContext } from '../core/view-context.ts'
import type { ComposerModel } from './composer-model.ts'

/** The number of characters that are left, shown above a text that comes near the limit. */
export function Counter({ composer }: { composer: ComposerModel }) {
  const { phrases, say } = useLaterContext()
  const left = composer.charactersLeft.value
  if (left === null) return null
  const words =
    left < 0 ? phrases.fill(say.charactersOver, { count: -left }) : phrases.fill(say.charactersLeft, { count: left })
  return (
    <span class={left < 0 ? 'counter over' : 'counter'} role={left < 0 ? 'alert' : undefined}>
      {words}
    </span>
  )
}
