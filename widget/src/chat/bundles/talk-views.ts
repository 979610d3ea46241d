// One script, as with small-views.ts.

export { FloatingDay } from '../log/floating-day.tsx'
export { JumpButtons } from '../log/jump-buttons.tsx'
export { NoticeText } from '../log/notice-text.tsx'
export { ReadBy } from '../message-acts/read-by.tsx'
export { AboveLog } from '../room/above-log.tsx'
