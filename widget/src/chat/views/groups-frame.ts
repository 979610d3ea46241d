import { useLaterFrame } from './frame-context.ts'

/** What views of groups may need. */
export function useGroupsFrame() {
  const frame = useLaterFrame()
  return { ...frame, say: { ...frame.say, ...frame.say.own.groups } }
}
