import { later } from '../ui/later.tsx'

/** For views on demand that show it: the first view has no line of it. */
export const Calendar = later(async () => (await import('../search/calendar.tsx')).Calendar)
export const JumpToDate = later(async () => (await import('../search/calendar.tsx')).JumpToDate)
