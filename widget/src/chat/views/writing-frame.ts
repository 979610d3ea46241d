import { useLaterFrame } from './frame-context.ts'

/** What views of formatting and emoji may need. */
export function useWritingFrame() {
  const frame = useLaterFrame()
  return { ...frame, say: { ...frame.say, ...frame.say.own.writing } }
}
