import { useLaterFrame } from './frame-context.ts'

/** What views of the list may need. */
export function useListFrame() {
  const frame = useLaterFrame()
  return { ...frame, say: { ...frame.say, ...frame.say.own.list } }
}
