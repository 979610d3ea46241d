// One script, as with small-views.ts.
export { FileRows } from './file-rows.tsx'
export { Seen } from './seen.tsx'
