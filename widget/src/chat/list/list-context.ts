import { useLaterContext } from '../core/view-context.ts'

/** What views of the list may need. */
export function useListContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, ...context.say.own.list } }
}
