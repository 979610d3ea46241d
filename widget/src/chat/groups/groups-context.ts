import { useLaterContext } from '../core/view-context.ts'

/** Context of the views of groups. */
export function useGroupsContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, ...context.say.own.groups } }
}
