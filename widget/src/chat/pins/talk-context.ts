import { useLaterContext } from '../core/view-context.ts'

/** Context of the views of pins, mentions and readers. */
export function useTalkContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, ...context.say.own.talk } }
}
