// One script for what stands above and below the texts of some messages, and for what leads to further scripts.
import { later } from './later.tsx'

export { BelowBubble } from './below-bubble.tsx'
export { BelowText } from './below-text.tsx'
export { Forwarded } from './forwarded.tsx'
export const SelectionBar = later(async () => (await import('./selection-bar.tsx')).SelectionBar)
