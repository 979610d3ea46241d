// One script for what stands below some messages.
export { Failure } from './failure.tsx'
export { Masked } from './masked.tsx'
