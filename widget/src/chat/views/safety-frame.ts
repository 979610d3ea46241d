import { useLaterFrame } from './frame-context.ts'

/** What views of blocks, reports and settings may need. */
export function useSafetyFrame() {
  const frame = useLaterFrame()
  return { ...frame, say: { ...frame.say, ...frame.say.own.safety } }
}
