import { bundle } from '../ui/bundle.tsx'

/** Fetched by the button or by the first call, never before: most pages end without one. */
export const callsScript = bundle<typeof import('./calls.ts')>('calls', () => import('./calls.ts'))
export const Calling = callsScript.views(true)
