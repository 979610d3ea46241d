// One script, as with small-views.ts.
export { AboveLog } from './above-log.tsx'
export { FloatingDay } from './floating-day.tsx'
export { JumpButtons } from './jump-buttons.tsx'
export { NoticeText } from './notice-text.tsx'
export { ReadBy } from './read-by.tsx'
