import { useSafetyContext } from '../safety/safety-context.ts'

/** What views of messages may need. */
export function useMessagesContext() {
  const context = useSafetyContext()
  return { ...context, say: { ...context.say, ...context.say.own.messages } }
}
