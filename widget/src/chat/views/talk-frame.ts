import { useLaterFrame } from './frame-context.ts'

/** What views of pins, mentions and readers may need. */
export function useTalkFrame() {
  const frame = useLaterFrame()
  return { ...frame, say: { ...frame.say, ...frame.say.own.talk } }
}
