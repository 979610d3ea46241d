import { useLaterContext } from '../core/view-context.ts'

/** Context of the views of the list. */
export function useListContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, ...context.say.own.list } }
}
