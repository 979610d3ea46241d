// One script, as with small-views.ts.
export { FileRows } from '../files/file-rows.tsx'
export { Seen } from '../files/seen.tsx'
