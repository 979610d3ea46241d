import { useSafetyFrame } from './safety-frame.ts'

/** What views of messages may need. */
export function useMessagesFrame() {
  const frame = useSafetyFrame()
  return { ...frame, say: { ...frame.say, ...frame.say.own.messages } }
}
