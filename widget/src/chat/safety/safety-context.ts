import { useLaterContext } from '../core/view-context.ts'

/** Context of the views of blocks, reports and settings. */
export function useSafetyContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, ...context.say.own.safety } }
}
