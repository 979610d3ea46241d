export { CallBar } from '../calls/group/call-bar.tsx'
export { CallGrid } from '../calls/group/call-grid.tsx'
