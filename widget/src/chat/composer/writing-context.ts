import { useLaterContext } from '../core/view-context.ts'

/** Context with the phrases of formatting, links, emoji and sending (`writing` in the catalog). */
export function useWritingContext() {
  const context = useLaterContext()
  return { ...context, say: { ...context.say, ...context.say.own.writing } }
}
