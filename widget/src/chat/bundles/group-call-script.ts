import { bundle } from '../ui/bundle.tsx'

/** Fetched by the first call of a group that this page sees. */
export const GroupCalling = bundle<typeof import('./group-call.ts')>(
  'group-call',
  () => import('./group-call.ts'),
).views(true)
