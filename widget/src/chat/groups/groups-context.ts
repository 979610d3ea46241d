import { useLaterContext } from '../core/view-context.ts'

/** What views of groups may need. */
export function useGroupsContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, ...context.say.own.groups } }
}
