export { CallViews } from '../calls/call-views.tsx'
export { createCallsModel } from '../calls/calls-model.ts'
