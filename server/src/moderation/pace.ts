import { stepSize } from '../chat/step-size.ts'

/** Milliseconds between two steps of a task: nobody's messages wait behind it, and no client falls too far behind. */
export const PAUSE_MS = 100
/** The same after a step that only looked. */
export const LOOK_PAUSE_MS = 10

/** Changes of messages go to clients, and other writes of the room wait for a step. */
const CHANGES = { aimMs: 50, least: 40, most: 320 }
/** Rows whose deletion no client is notified of. */
const REMOVALS = { aimMs: 50, least: 500, most: 4_000 }

export type StepSizes = ReturnType<typeof stepSizes>

/** Rows of one step: messages to erase, messages to delete, rows to remove. */
export const stepSizes = () => ({
  erase: stepSize(CHANGES),
  delete: stepSize(CHANGES),
  remove: stepSize(REMOVALS),
})
