// One script for what stands above and below the texts of some messages, and for what leads to further scripts.
import { later } from './later.tsx'

export { BelowText } from './below-text.tsx'
export { Failure } from './failure.tsx'
export { Forwarded } from './forwarded.tsx'
export { Masked } from './masked.tsx'
export const SelectionBar = later(async () => (await import('./selection-bar.tsx')).SelectionBar)
