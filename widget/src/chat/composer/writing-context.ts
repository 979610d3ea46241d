import { useLaterContext } from '../core/view-context.ts'

/** What views of formatting and emoji may need. */
export function useWritingContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, ...context.say.own.writing } }
}
