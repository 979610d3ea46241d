import { useLaterContext } from '../core/view-context.ts'

/** What views of pins, mentions and readers may need. */
export function useTalkContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, ...context.say.own.talk } }
}
