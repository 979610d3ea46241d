/** The parts of the mark `blocked` of a group or channel. In a dialog it is 1 or 0: one of the two blocks the other. */
const FROZEN = 1
const ARCHIVED = 2

export const isArchived = (blocked: number): boolean => (blocked & ARCHIVED) !== 0
export const isFrozen = (blocked: number): boolean => (blocked & FROZEN) !== 0
export const storedBlock = ({ frozen, archived }: { frozen: boolean; archived: boolean }): number =>
  (frozen ? FROZEN : 0) | (archived ? ARCHIVED : 0)
