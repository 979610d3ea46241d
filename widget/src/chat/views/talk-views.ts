// One script, as with small-views.ts.
export { JumpButtons } from './jump-buttons.tsx'
export { NoticeText } from './notice-text.tsx'
export { Pins } from './pins.tsx'
export { Reactions } from './reactions.tsx'
export { ReadBy } from './read-by.tsx'
