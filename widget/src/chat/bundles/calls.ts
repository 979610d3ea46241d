export { CallBar } from '../calls/call-bar.tsx'
export { CallViews } from '../calls/call-views.tsx'
export { createCallsModel } from '../calls/calls-model.ts'
