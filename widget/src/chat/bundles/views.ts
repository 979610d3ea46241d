import { bundle } from '../ui/bundle.tsx'

export const pageScript = bundle<typeof import('./page.ts')>('page')
export const rest = bundle<typeof import('./rest.ts')>('rest')

/** Views of `rest.ts`, by name. Until one is here, the reader sees that it loads, and may try again if that failed. */
export const Later = rest.views()
/** The same. Until one is here, it shows nothing. */
export const Quiet = rest.views(true)
