import { useLaterContext } from '../core/view-context.ts'

/** Context of the views of formatting and emoji. */
export function useComposerContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, ...context.say.own.writing } }
}
