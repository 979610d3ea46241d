// One script for what stands below the texts of some messages.
export { Failure } from './failure.tsx'
export { LinkCard } from './link-card.tsx'
export { Masked } from './masked.tsx'
