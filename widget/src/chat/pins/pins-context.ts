import { useLaterContext } from '../core/view-context.ts'

/** Context of the views of pins, mentions and readers. */
export function usePinsContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, ...context.say.own.talk } }
}
