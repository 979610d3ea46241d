import { useLaterContext } from '../core/view-context.ts'

/** What views of blocks, reports and settings may need. */
export function useSafetyContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, ...context.say.own.safety } }
}
