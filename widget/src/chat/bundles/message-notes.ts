// One script for what stands above and below the texts of some messages, and for what leads to further scripts.
import { later } from '../ui/later.tsx'

export { BelowBubble } from '../log/below-bubble.tsx'
export { BelowText } from '../log/below-text.tsx'
export { Forwarded } from '../message-acts/forwarded.tsx'
export const SelectionBar = later(async () => (await import('../message-acts/selection-bar.tsx')).SelectionBar)
